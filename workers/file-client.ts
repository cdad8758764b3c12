import * as Comlink from 'comlink';
import type { FileWorkerApi } from './file-api';
import { Loss } from './loss';
import { longSilence, watchOver } from './watchdog';
import type { WorkerHandle } from './worker-handle';

interface Running {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<FileWorkerApi>;
  readonly loss: Loss;
  /** Counts it as lost. */
  readonly fail: (reason: string) => void;
}

/** The page's side of a file's worker, which is started when it is first needed. */
export class FileClient {
  readonly #spawn: () => WorkerHandle;
  readonly #onLost: (reason: string) => void;
  #running: Running | null = null;

  /**
   * @param onLost told when the worker ends by itself, or hears no more, and what it held with it
   * @param silence milliseconds without an answer after which it counts as hung
   */
  constructor(
    spawn: () => WorkerHandle,
    onLost: (reason: string) => void,
    private readonly silence = longSilence,
  ) {
    this.#spawn = spawn;
    this.#onLost = onLost;
  }

  /** Calls the worker. @throws Error when it ends meanwhile, or hangs */
  async call<T>(body: (api: Comlink.Remote<FileWorkerApi>) => Promise<T>): Promise<T> {
    const { api, loss, fail } = (this.#running ??= this.#start());
    const unwatch = watchOver(
      () => api.ping(),
      this.silence,
      () => fail('it did not answer'),
    );
    try {
      return await loss.orLost(body(api));
    } finally {
      unwatch();
    }
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
    const fail = (reason: string) => {
      if (this.#running !== running) return;
      this.#running = null;
      handle.terminate();
      loss.lose(new Error(`The worker that held the file failed: ${reason}.`));
      this.#onLost(reason);
    };
    const running: Running = { handle, api: Comlink.wrap<FileWorkerApi>(handle.endpoint), loss, fail };
    handle.onFailure(fail);
    return running;
  }
}
