import * as Comlink from 'comlink';
import { Loss } from './loss';
import type { TeachWorkerApi } from './teach-api';
import { longSilence, watchOver } from './watchdog';
import type { WorkerHandle } from './worker-handle';

interface Running {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<TeachWorkerApi>;
  readonly loss: Loss;
  /** Counts it as lost. */
  readonly fail: (reason: string) => void;
}

/** Given to calls whose worker ended, or heard no more, before they did. */
export class TeacherLost extends Error {
  override readonly name = 'TeacherLost';
}

/** The page's side of the worker that teaches, which is started when it is first needed. */
export class TeachClient {
  #running: Running | null = null;

  /** @param silence milliseconds without an answer after which a worker counts as hung */
  constructor(
    private readonly spawn: () => WorkerHandle,
    private readonly silence = longSilence,
  ) {}

  /** Calls the worker. @throws TeacherLost when it ends meanwhile, or hangs */
  async call<T>(body: (api: Comlink.Remote<TeachWorkerApi>) => Promise<T>): Promise<T> {
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
    const fail = (reason: string) => {
      if (this.#running === running) this.#running = null;
      handle.terminate();
      loss.lose(new TeacherLost(reason));
    };
    const running: Running = { handle, api: Comlink.wrap<TeachWorkerApi>(handle.endpoint), loss, fail };
    handle.onFailure(fail);
    return running;
  }
}
