import * as Comlink from 'comlink';
import type { BroughtFile } from './brought-folder';
import type { BroughtModel } from './model-location';
import type { BroughtOffer, ConversionApi } from './conversion-api';
import type { ConversionProgress } from './convert-folder';
import { Loss } from './loss';
import type { WorkerHandle } from './worker-handle';

/** The page's side of the worker that makes a model of what a reader brought: one worker for each that is brought. */
export class ConversionClient {
  readonly #handle: WorkerHandle;
  readonly #api: Comlink.Remote<ConversionApi>;
  readonly #loss = new Loss();

  constructor(spawn: () => WorkerHandle) {
    this.#handle = spawn();
    this.#api = Comlink.wrap<ConversionApi>(this.#handle.endpoint);
    this.#handle.onFailure((reason) =>
      this.#loss.lose(
        new Error(`The worker that read the model failed (${reason}). Is there enough memory for it?`),
      ),
    );
  }

  /** @throws Error saying what is wrong with the files, or that the worker ended */
  look(brought: readonly BroughtFile[]): Promise<BroughtOffer> {
    return this.#loss.orLost(this.#api.look(brought));
  }

  /** @throws Error as `look` */
  open(sealed: boolean, onProgress: (progress: ConversionProgress) => void): Promise<BroughtModel> {
    return this.#loss.orLost(this.#api.open(sealed, Comlink.proxy(onProgress)));
  }

  /** Ends the worker: its calls reject with an AbortError. */
  close(): void {
    this.#handle.terminate();
    this.#loss.lose(new DOMException('The model was put away', 'AbortError'));
  }
}
