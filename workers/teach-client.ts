import type * as Comlink from 'comlink';
import type { TeachWorkerApi } from './teach-api';
import { longSilence } from './watchdog';
import { WatchedWorker } from './watched-worker';
import type { WorkerHandle } from './worker-handle';

/** Given to calls whose worker ended, or heard no more, before they did. */
export class TeacherLost extends Error {
  override readonly name = 'TeacherLost';
}

/** The page's side of the worker that teaches, which is started when it is first needed. */
export class TeachClient {
  #running: WatchedWorker<TeachWorkerApi> | null = null;

  /** @param silence milliseconds without an answer after which a worker counts as hung */
  constructor(
    private readonly spawn: () => WorkerHandle,
    private readonly silence = longSilence,
  ) {}

  /** Calls the worker. @throws TeacherLost when it ends meanwhile, or hangs */
  call<T>(body: (api: Comlink.Remote<TeachWorkerApi>) => Promise<T>): Promise<T> {
    this.#running ??= new WatchedWorker(this.spawn(), this.silence, {
      lost: (reason) => {
        this.#running = null;
        return new TeacherLost(reason);
      },
    });
    return this.#running.call(body);
  }

  /** Whether a worker runs. */
  get isOpen(): boolean {
    return this.#running !== null;
  }

  /** Ends the worker: its calls reject with an AbortError, and its memory is free. */
  close(): void {
    const running = this.#running;
    this.#running = null;
    running?.close('The run was cancelled');
  }
}
