import * as Comlink from 'comlink';
import type { FileWorkerApi } from './file-api';
import type { WorkerHandle } from './worker-handle';

interface Running {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<FileWorkerApi>;
  /** Rejects once the worker has ended. */
  readonly lost: Promise<never>;
  lose(reason: Error): void;
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
    const { api, lost } = (this.#running ??= this.#start());
    return Promise.race([body(api), lost]);
  }

  /** Ends the worker: its calls reject with an AbortError, and what it held is gone. */
  close(): void {
    const running = this.#running;
    this.#running = null;
    running?.handle.terminate();
    running?.lose(new DOMException('The file was closed', 'AbortError'));
  }

  #start(): Running {
    const handle = this.#spawn();
    let lose: Running['lose'] = () => undefined;
    const lost = new Promise<never>((_, reject) => (lose = reject));
    lost.catch(() => undefined);
    const running = { handle, api: Comlink.wrap<FileWorkerApi>(handle.endpoint), lost, lose };
    handle.onFailure((reason) => {
      if (this.#running !== running) return;
      this.#running = null;
      handle.terminate();
      lose(new Error(`The worker that held the file failed: ${reason}.`));
      this.#onLost(reason);
    });
    return running;
  }
}
