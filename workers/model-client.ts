import * as Comlink from 'comlink';
import type { ModelLocation } from './model-location';
import {
  backends,
  type Backend,
  type LoadProgress,
  type ModelNews,
  type ModelSummary,
  type ModelWorkerApi,
} from './api';
import { portOf } from './cancellation';
import { Loss } from './loss';
import { Watchdog } from './watchdog';
import type { WorkerHandle } from './worker-handle';

/** A backend that was tried, and why it does not run. */
export interface BackendFailure {
  readonly backend: Backend;
  readonly reason: string;
}

export type ModelState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly backend: Backend; readonly progress: LoadProgress | null }
  | { readonly phase: 'ready'; readonly summary: ModelSummary }
  | {
      readonly phase: 'failed';
      readonly message: string;
      readonly remedy: Remedy;
    };

/** What helps: trying again, another version of the page, or the same page once it may fetch what is missing. */
export type Remedy = 'retry' | 'reload' | 'refetch';

/** All that the page is told of a model. */
export interface ModelReport {
  readonly state: ModelState;
  /** Faster backends that were tried, and why they do not run. */
  readonly failures: readonly BackendFailure[];
  /** What ended, and was started again, since the model was opened; the last such event. */
  readonly mended: string | null;
  /** Whether it is kept for use without a network; null until that is known. */
  readonly keeping: Extract<ModelNews, { kind: 'keeping' }> | null;
}

export interface ClientLimits {
  /** Milliseconds without a sign of life, loading or at work, after which a worker counts as hung. */
  readonly silence: number;
  /** Milliseconds that a cancelled call has to end before its worker is replaced. */
  readonly cancel: number;
}

interface RunningWorker {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<ModelWorkerApi>;
  readonly backend: Backend;
  readonly loss: Loss;
}

/** What helps against faults of files, by the error's name. */
const remedies: Readonly<Record<string, Remedy>> = {
  FileFault: 'retry',
  NewerFormat: 'reload',
  NotKept: 'refetch',
};

/** Given to calls whose worker ended before they did. */
class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

const defaultLimits: ClientLimits = { silence: 60_000, cancel: 3_000 };
const initial: ModelReport = { state: { phase: 'idle' }, failures: [], mended: null, keeping: null };

/**
 * The page's side of the model worker. Tries the backends in order, each in a worker of its own, since the WASM runtime
 * can be set up only once per worker, and a worker that hangs, or whose memory has grown, can only be ended. A worker that
 * ends is replaced, and what it was asked is asked of its successor, once.
 */
export class ModelClient {
  readonly #spawn: () => WorkerHandle;
  readonly #source: ModelLocation;
  readonly #limits: ClientLimits;
  readonly #sealed: boolean;
  #report = initial;
  #onChange: (report: ModelReport) => void = () => undefined;
  #running: RunningWorker | null = null;
  #opening: Promise<void> | null = null;
  #closed = false;

  /**
   * @param source URL of the model's folder, ending with a slash; or its files
   * @param sealed whether the page's policy lets it connect to nobody
   */
  constructor(
    spawn: () => WorkerHandle,
    source: ModelLocation,
    limits: ClientLimits = defaultLimits,
    sealed = false,
  ) {
    this.#spawn = spawn;
    this.#source = source;
    this.#limits = limits;
    this.#sealed = sealed;
  }

  /** Tells the model's state now and whenever it changes. */
  watch(onChange: (report: ModelReport) => void): void {
    this.#onChange = onChange;
    onChange(this.#report);
  }

  /** Loads the model on the first backend that runs it; rejects, like the state, when none does. */
  open(): Promise<void> {
    this.#opening ??= this.#openFirst().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Ends the worker for good: another model takes its place. */
  close(): void {
    this.#onChange = () => undefined;
    this.#closed = true;
    this.#close();
  }

  /** Forgets what failed and loads again. */
  retry(): Promise<void> {
    this.#close();
    this.#tell({ ...initial, state: this.#report.state });
    return this.open();
  }

  /**
   * Calls the worker. An aborted signal ends the call with an AbortError: at once where the worker heeds it, else by
   * replacing the worker. Where the worker ends, the model is loaded again and the call repeated, once; where memory is
   * refused, once on each further backend.
   *
   * @param body given the worker and a port that carries the signal's abort; may be called again
   * @throws Error when the worker was lost twice, or cannot be replaced
   */
  async call<T>(
    body: (api: Comlink.Remote<ModelWorkerApi>, cancel: MessagePort) => Promise<T>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<T> {
    for (let lost = 0; ;) {
      if (!this.#running) await this.open();
      const running = this.#running;
      if (!running) throw new Error('The model is not loaded.');
      signal.throwIfAborted();
      try {
        return await this.#attempt(running, body, signal);
      } catch (error) {
        if (nameOf(error) === 'MemoryRefused' && running.backend !== backends.at(-1)) {
          this.#giveUp(running, messageOf(error));
        } else if (!(error instanceof WorkerLost) || lost++ > 0) {
          throw error;
        }
      }
    }
  }

  async #attempt<T>(
    running: RunningWorker,
    body: (api: Comlink.Remote<ModelWorkerApi>, cancel: MessagePort) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { port, release } = portOf(signal);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let expectEnd: () => void = () => undefined;
    const stuck = new Promise<never>((_, reject) => {
      expectEnd = () => {
        timer = setTimeout(() => {
          reject(new DOMException('The run was cancelled', 'AbortError'));
          if (this.#running === running) this.#replace('a run that did not heed its cancelling was ended');
        }, this.#limits.cancel);
      };
    });
    signal.addEventListener('abort', expectEnd);
    const unwatch = this.#watchOver(running);
    try {
      return await running.loss.orLost(
        Promise.race([body(running.api, Comlink.transfer(port, [port])), stuck]),
      );
    } finally {
      unwatch();
      clearTimeout(timer);
      signal.removeEventListener('abort', expectEnd);
      release();
    }
  }

  /** Asks the worker over and over whether it hears; one that does not for too long is replaced. */
  #watchOver(running: RunningWorker): () => void {
    const watchdog = new Watchdog(this.#limits.silence, () => this.#end(running, 'it did not answer'));
    let watching = true;
    let pause: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      await running.api.ping();
      watchdog.alive();
      if (watching) pause = setTimeout(() => void ask(), this.#limits.silence / 6);
    };
    void ask();
    return () => {
      watching = false;
      clearTimeout(pause);
      watchdog.stop();
    };
  }

  async #openFirst(): Promise<void> {
    for (const backend of backends) {
      if (this.#closed) throw new DOMException('The model was put away', 'AbortError');
      if (this.#report.failures.some((failure) => failure.backend === backend)) continue;
      try {
        await this.#start(backend);
        return;
      } catch (error) {
        const name = nameOf(error);
        const remedy = remedies[name];
        if (remedy) {
          // No other backend has other files.
          this.#fail(messageOf(error), remedy);
          throw error;
        }
        this.#addFailure(backend, messageOf(error));
      }
    }
    const message = this.#report.failures.at(-1)?.reason ?? 'no backend is left';
    this.#fail(message, 'retry');
    throw new Error(message);
  }

  async #start(backend: Backend): Promise<void> {
    this.#tell({ state: { phase: 'loading', backend, progress: null } });
    const handle = this.#spawn();
    const api = Comlink.wrap<ModelWorkerApi>(handle.endpoint);
    const loss = new Loss();
    const running: RunningWorker = { handle, api, backend, loss };
    const seconds = Math.round(this.#limits.silence / 1000);
    const watchdog = new Watchdog(this.#limits.silence, () =>
      loss.lose(new Error(`it gave no sign of life for ${seconds} seconds`)),
    );
    handle.onFailure((message) => {
      loss.lose(new WorkerLost(message));
      this.#end(running, message);
    });
    let loading = true;
    const onProgress = (progress: LoadProgress) => {
      // Progress comes by a channel of its own, and may come after the end.
      if (!loading) return;
      watchdog.alive();
      this.#tell({ state: { phase: 'loading', backend, progress } });
    };
    const onLost = (reason: string) => {
      loss.lose(new WorkerLost('the graphics device was lost'));
      this.#giveUp(running, `the device was lost: ${reason}`);
    };
    const onNews = (news: ModelNews) => {
      if (this.#running !== running) return;
      this.#tell(news.kind === 'mended' ? { mended: news.message } : { keeping: news });
    };
    try {
      const summary = await loss.orLost(
        api.load(
          this.#source,
          backend,
          Comlink.proxy(onProgress),
          Comlink.proxy(onLost),
          Comlink.proxy(onNews),
          this.#sealed,
        ),
      );
      if (this.#closed) throw new DOMException('The model was put away', 'AbortError');
      this.#running = running;
      this.#tell({ state: { phase: 'ready', summary } });
    } catch (error) {
      handle.terminate();
      throw error;
    } finally {
      loading = false;
      watchdog.stop();
    }
  }

  /** The backend runs the model no longer: it goes on by the next one. */
  #giveUp(running: RunningWorker, reason: string): void {
    if (this.#running !== running) return;
    this.#addFailure(running.backend, reason);
    this.#replace(reason);
  }

  /** The worker has ended, or must be: another one goes on in its place. */
  #end(running: RunningWorker, reason: string): void {
    if (this.#running === running) this.#replace(`the model's worker failed: ${reason}`);
  }

  /** Ends the worker and loads the model again; a failure to do so shows in the state. */
  #replace(reason: string): void {
    this.#close();
    this.#tell({ mended: `${reason}. The model was loaded again` });
    this.open().catch(() => undefined);
  }

  #close(): void {
    const running = this.#running;
    this.#running = null;
    running?.handle.terminate();
    running?.loss.lose(new WorkerLost('The model was lost while it was at work. Run this again.'));
  }

  #addFailure(backend: Backend, reason: string): void {
    this.#tell({ failures: [...this.#report.failures, { backend, reason }] });
  }

  #fail(message: string, remedy: Remedy): void {
    this.#tell({ state: { phase: 'failed', message, remedy } });
  }

  #tell(change: Partial<ModelReport>): void {
    this.#report = { ...this.#report, ...change };
    this.#onChange(this.#report);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
