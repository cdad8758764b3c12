import * as Comlink from 'comlink';
import type { BroughtFile } from './brought-folder';
import type { ConversionApi, ModelOffer, OpeningProgress } from './conversion-api';
import type { HostedFolder } from './hosted-folder';
import type { BroughtModel } from './model-location';
import type { WorkerHandle } from './worker-handle';

/** The page's side of the worker that makes a model of what a reader brought: one worker for each that is brought. */
export class ConversionClient {
  readonly #handle: WorkerHandle;
  readonly #api: Comlink.Remote<ConversionApi>;
  /** Rejects once the worker has ended. */
  readonly #lost: Promise<never>;
  #lose: (reason: Error) => void = () => undefined;

  constructor(spawn: () => WorkerHandle) {
    this.#handle = spawn();
    this.#api = Comlink.wrap<ConversionApi>(this.#handle.endpoint);
    this.#lost = new Promise<never>((_, reject) => (this.#lose = reject));
    this.#lost.catch(() => undefined);
    this.#handle.onFailure((reason) =>
      this.#lose(
        new Error(`The worker that read the model failed (${reason}). Is there enough memory for it?`),
      ),
    );
  }

  /** @throws Error saying what is wrong with the files, or that the worker ended */
  look(brought: readonly BroughtFile[]): Promise<ModelOffer> {
    return Promise.race([this.#api.look(brought), this.#lost]);
  }

  /** @throws Error as `look` */
  fetch(folder: HostedFolder, onProgress: (progress: OpeningProgress) => void): Promise<void> {
    return Promise.race([this.#api.fetch(folder, Comlink.proxy(onProgress)), this.#lost]);
  }

  /** @throws Error as `look` */
  open(sealed: boolean, onProgress: (progress: OpeningProgress) => void): Promise<BroughtModel> {
    return Promise.race([this.#api.open(sealed, Comlink.proxy(onProgress)), this.#lost]);
  }

  /** Ends the worker: its calls reject with an AbortError. */
  close(): void {
    this.#handle.terminate();
    this.#lose(new DOMException('The model was put away', 'AbortError'));
  }
}
