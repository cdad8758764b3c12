import type * as Comlink from 'comlink';
import type { Teachable, TeachSource, TeachWorkerApi } from '../../workers/teach-api';
import { TeachClient } from '../../workers/teach-client';
import type { WorkerHandle } from '../../workers/worker-handle';

/** The worker that teaches, started when it is needed. One that takes another's place is told what that one knew. */
export class Teacher {
  readonly #client: TeachClient;
  /** The id of what the worker keeps on this machine; null: nothing. */
  #keptId: string | null = null;
  /** Settled once the worker that runs knows what is kept. */
  #ready: Promise<void> | null = null;
  #looked: { readonly version: string; readonly teachable: Promise<Teachable> } | null = null;

  /** @param onNotKept told why a worker keeps no longer what one before it kept */
  constructor(
    spawn: () => WorkerHandle,
    private readonly onNotKept: (reason: string) => void,
  ) {
    this.#client = new TeachClient(spawn);
  }

  /** What a worker keeps from now on, whichever it is. */
  keeps(id: string | null): void {
    this.#keptId = id;
  }

  /** Calls the worker. @throws TeacherLost when it ends meanwhile */
  async call<T>(body: (api: Comlink.Remote<TeachWorkerApi>) => Promise<T>): Promise<T> {
    if (!this.#client.isOpen) {
      this.#looked = null;
      this.#ready = null;
    }
    this.#ready ??= this.#reopen();
    await this.#ready;
    return this.#client.call(body);
  }

  /** Has the worker look at a model, once. @throws Error saying why it cannot be taught */
  async look(source: TeachSource): Promise<Teachable> {
    // A worker that has ended knows nothing of it.
    if (!this.#client.isOpen || this.#looked?.version !== source.version) {
      const teachable = this.call((api) => api.look(source));
      this.#looked = { version: source.version, teachable };
      teachable.catch(() => {
        if (this.#looked?.teachable === teachable) this.#looked = null;
      });
    }
    return this.#looked.teachable;
  }

  /** Ends the worker: its memory is free. What it kept stays. */
  close(): void {
    this.#client.close();
    this.#looked = null;
    this.#ready = null;
  }

  async #reopen(): Promise<void> {
    const id = this.#keptId;
    if (id === null) return;
    try {
      await this.#client.call((api) => api.openKept(id));
    } catch (error) {
      this.#keptId = null;
      this.onNotKept((error as Error).message);
    }
  }
}
