import * as Comlink from 'comlink';
import type { BroughtFile } from './brought-folder';
import type { ConversionApi, ModelOffer, OpeningProgress } from './conversion-api';
import type { HostedFolder } from './hosted-folder';
import type { BroughtModel } from './model-location';
import { Loss } from './loss';
import { longSilence, watchOver } from './watchdog';
import type { WorkerHandle } from './worker-handle';

/** The page's side of the worker that makes a model of what a reader brought: one worker for each that is brought. */
export class ConversionClient {
  readonly #handle: WorkerHandle;
  readonly #api: Comlink.Remote<ConversionApi>;
  readonly #loss = new Loss();

  /** @param silence milliseconds without an answer after which the worker counts as hung */
  constructor(
    spawn: () => WorkerHandle,
    private readonly silence = longSilence,
  ) {
    this.#handle = spawn();
    this.#api = Comlink.wrap<ConversionApi>(this.#handle.endpoint);
    this.#handle.onFailure((reason) => this.#fail(reason));
  }

  /** @throws Error saying what is wrong with the files, or that the worker ended */
  look(brought: readonly BroughtFile[]): Promise<ModelOffer> {
    return this.#watched(this.#api.look(brought));
  }

  /** @throws Error as `look` */
  fetch(folder: HostedFolder, onProgress: (progress: OpeningProgress) => void): Promise<void> {
    return this.#watched(this.#api.fetch(folder, Comlink.proxy(onProgress)));
  }

  /** @throws Error as `look` */
  open(sealed: boolean, onProgress: (progress: OpeningProgress) => void): Promise<BroughtModel> {
    return this.#watched(this.#api.open(sealed, Comlink.proxy(onProgress)));
  }

  /** Ends the worker: its calls reject with an AbortError. */
  close(): void {
    this.#handle.terminate();
    this.#loss.lose(new DOMException('The model was put away', 'AbortError'));
  }

  /** What the worker gives, unless it ends or hangs before. */
  async #watched<T>(work: Promise<T>): Promise<T> {
    const unwatch = watchOver(
      () => this.#api.ping(),
      this.silence,
      () => this.#fail('it did not answer'),
    );
    try {
      return await this.#loss.orLost(work);
    } finally {
      unwatch();
    }
  }

  #fail(reason: string): void {
    this.#loss.lose(
      new Error(`The worker that read the model failed (${reason}). Is there enough memory for it?`),
    );
  }
}
