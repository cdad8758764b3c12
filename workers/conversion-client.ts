import * as Comlink from 'comlink';
import type { BroughtFile } from './brought-folder';
import type { ConversionApi, ModelOffer, OpeningProgress } from './conversion-api';
import type { HostedFolder } from './hosted-folder';
import type { BroughtModel } from './model-location';
import { longSilence } from './watchdog';
import { WatchedWorker } from './watched-worker';
import type { WorkerHandle } from './worker-handle';

/** The page's side of the worker that makes a model of what a reader brought: one worker for each that is brought. */
export class ConversionClient {
  readonly #worker: WatchedWorker<ConversionApi>;

  /** @param silence milliseconds without an answer after which the worker counts as hung */
  constructor(spawn: () => WorkerHandle, silence = longSilence) {
    this.#worker = new WatchedWorker(spawn(), silence, {
      lost: (reason) =>
        new Error(`The worker that read the model failed (${reason}). Is there enough memory for it?`),
    });
  }

  /** @throws Error saying what is wrong with the files, or that the worker ended */
  look(brought: readonly BroughtFile[]): Promise<ModelOffer> {
    return this.#worker.call((api) => api.look(brought));
  }

  /** @throws Error as `look` */
  fetch(folder: HostedFolder, onProgress: (progress: OpeningProgress) => void): Promise<void> {
    return this.#worker.call((api) => api.fetch(folder, Comlink.proxy(onProgress)));
  }

  /** @throws Error as `look` */
  open(sealed: boolean, onProgress: (progress: OpeningProgress) => void): Promise<BroughtModel> {
    return this.#worker.call((api) => api.open(sealed, Comlink.proxy(onProgress)));
  }

  /** Ends the worker: its calls reject with an AbortError. */
  close(): void {
    this.#worker.close('The model was put away');
  }
}
