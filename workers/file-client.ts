import * as Comlink from 'comlink';
import type { FileWorkerApi } from './file-api';
import { Loss } from './loss';
import type { WorkerHandle } from './worker-handle';

interface Running {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<FileWorkerApi>;
  readonly loss: Loss;
}

/** The page's side of a file's worker, which is started when it is first needed. */
export class FileClient {
  readonly #spawn: () => WorkerHandle;
  readonly #onLost: (reason: string) => void;
  #running: Running | null = null;

  /** @param onLost told when the worker ends by itself, and what it held with it */
  constructor(spawn: () => WorkerHandle, onLost: (reason: string) => void) {
    this.#spawn = spawn;
    this.#onLost = onLost;
  }

  /** Calls the worker. @throws Error when it ends meanwhile */
  call<T>(body: (api: Comlink.Remote<FileWorkerApi>) => Promise<T>): Promise<T> {
    const { api, loss } = (this.#running ??= this.#start());
    return loss.orLost(body(api));
  }

  /** Ends the worker: its calls reject with an AbortError, and what it held is gone. */
  close(): void {
    const running = this.#running;
    this.#running = null;
    running?.handle.terminate();
    running?.loss.lose(new DOMException('The file was closed', 'AbortError'));
  }

  #start(): Running {
    const handle = this.#spawn();
    const loss = new Loss();
    const running = { handle, api: Comlink.wrap<FileWorkerApi>(handle.endpoint), loss };
    handle.onFailure((reason) => {
      if (this.#running !== running) return;
      this.#running = null;
      handle.terminate();
      loss.lose(new Error(`The worker that held the file failed: ${reason}.`));
      this.#onLost(reason);
    });
    return running;
  }
}
