import type * as Comlink from 'comlink';
import type { FileWorkerApi } from './file-api';
import { longSilence } from './watchdog';
import { WatchedWorker } from './watched-worker';
import type { WorkerHandle } from './worker-handle';

/** The page's side of a file's worker, which is started when it is first needed. */
export class FileClient {
  #running: WatchedWorker<FileWorkerApi> | null = null;

  /**
   * @param onLost told when the worker ends by itself, or hears no more, and what it held with it
   * @param silence milliseconds without an answer after which it counts as hung
   */
  constructor(
    private readonly spawn: () => WorkerHandle,
    private readonly onLost: (reason: string) => void,
    private readonly silence = longSilence,
  ) {}

  /** Calls the worker. @throws Error when it ends meanwhile, or hangs */
  call<T>(body: (api: Comlink.Remote<FileWorkerApi>) => Promise<T>): Promise<T> {
    this.#running ??= new WatchedWorker(this.spawn(), this.silence, {
      lost: (reason) => {
        this.#running = null;
        return new Error(`The worker that held the file failed: ${reason}.`);
      },
      onLost: this.onLost,
    });
    return this.#running.call(body);
  }

  /** Ends the worker: its calls reject with an AbortError, and what it held is gone. */
  close(): void {
    const running = this.#running;
    this.#running = null;
    running?.close('The file was closed');
  }
}
