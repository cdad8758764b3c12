import * as Comlink from 'comlink';
import { Loss } from './loss';
import type { TeachWorkerApi } from './teach-api';
import type { WorkerHandle } from './worker-handle';

interface Running {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<TeachWorkerApi>;
  readonly loss: Loss;
}

/** Given to calls whose worker ended before they did. */
export class TeacherLost extends Error {
  override readonly name = 'TeacherLost';
}

/** The page's side of the worker that teaches, which is started when it is first needed. */
export class TeachClient {
  #running: Running | null = null;

  constructor(private readonly spawn: () => WorkerHandle) {}

  /** Calls the worker. @throws TeacherLost when it ends meanwhile */
  call<T>(body: (api: Comlink.Remote<TeachWorkerApi>) => Promise<T>): Promise<T> {
    const { api, loss } = (this.#running ??= this.#start());
    return loss.orLost(body(api));
  }

  /** Whether a worker runs. */
  get isOpen(): boolean {
    return this.#running !== null;
  }

  /** Ends the worker: its calls reject with an AbortError, and its memory is free. */
  close(): void {
    const running = this.#running;
    this.#running = null;
    running?.handle.terminate();
    running?.loss.lose(new DOMException('The run was cancelled', 'AbortError'));
  }

  #start(): Running {
    const handle = this.spawn();
    const loss = new Loss();
    const running = { handle, api: Comlink.wrap<TeachWorkerApi>(handle.endpoint), loss };
    handle.onFailure((reason) => {
      if (this.#running === running) this.#running = null;
      handle.terminate();
      loss.lose(new TeacherLost(reason));
    });
    return running;
  }
}
