import * as Comlink from 'comlink';
import { backends, type Backend, type LoadProgress, type ModelSummary, type ModelWorkerApi } from './api';
import { portOf } from './cancellation';
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
  | { readonly phase: 'failed'; readonly message: string };

export interface ClientLimits {
  /** Milliseconds without a sign of life while loading after which a backend counts as hung. */
  readonly silence: number;
  /** Milliseconds that a cancelled call has to end before its worker is replaced. */
  readonly cancel: number;
}

interface RunningWorker {
  readonly handle: WorkerHandle;
  readonly api: Comlink.Remote<ModelWorkerApi>;
  /** Rejects, for all calls, once `lose` is called. */
  readonly lost: Promise<never>;
  lose(reason: Error): void;
}

const defaultLimits: ClientLimits = { silence: 120_000, cancel: 3_000 };

/**
 * The page's side of the model worker. Tries the backends in order, each in a worker of its own, since the WASM runtime
 * can be set up only once per worker, and a worker that hangs, or whose memory has grown, can only be ended.
 */
export class ModelClient {
  readonly #spawn: () => WorkerHandle;
  readonly #base: string;
  readonly #limits: ClientLimits;
  readonly #failures: BackendFailure[] = [];
  #onChange: (state: ModelState, failures: readonly BackendFailure[]) => void = () => undefined;
  #state: ModelState = { phase: 'idle' };
  #running: RunningWorker | null = null;
  #opening: Promise<void> | null = null;

  /** @param base URL of the model's folder, ending with a slash */
  constructor(spawn: () => WorkerHandle, base: string, limits: ClientLimits = defaultLimits) {
    this.#spawn = spawn;
    this.#base = base;
    this.#limits = limits;
  }

  /** Tells the state now and whenever it changes. */
  watch(onChange: (state: ModelState, failures: readonly BackendFailure[]) => void): void {
    this.#onChange = onChange;
    onChange(this.#state, this.#failures);
  }

  /** Loads the model on the first backend that runs it; rejects, like the state, when none does. */
  open(): Promise<void> {
    this.#opening ??= this.#openFirst().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Forgets what failed and loads again. */
  retry(): Promise<void> {
    this.#close();
    this.#failures.length = 0;
    return this.open();
  }

  /**
   * Calls the worker. An aborted signal ends the call with an AbortError: at once where the worker heeds it, else by
   * replacing the worker.
   *
   * @param body given the worker and a port that carries the signal's abort
   * @throws Error when the worker or its device was lost meanwhile; the model is then loading again
   */
  async call<T>(
    body: (api: Comlink.Remote<ModelWorkerApi>, cancel: MessagePort) => Promise<T>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<T> {
    if (!this.#running) await this.open();
    const running = this.#running;
    if (!running) throw new Error('The model is not loaded.');
    signal.throwIfAborted();
    const { port, release } = portOf(signal);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let expectEnd: () => void = () => undefined;
    const stuck = new Promise<never>((_, reject) => {
      expectEnd = () => {
        timer = setTimeout(() => {
          reject(new DOMException('The run was cancelled', 'AbortError'));
          if (this.#running === running) this.#replace();
        }, this.#limits.cancel);
      };
    });
    signal.addEventListener('abort', expectEnd);
    try {
      return await Promise.race([body(running.api, Comlink.transfer(port, [port])), running.lost, stuck]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', expectEnd);
      release();
    }
  }

  async #openFirst(): Promise<void> {
    for (const backend of backends) {
      if (this.#failures.some((failure) => failure.backend === backend)) continue;
      try {
        await this.#start(backend);
        return;
      } catch (error) {
        this.#failures.push({ backend, reason: messageOf(error) });
      }
    }
    const reasons = this.#failures.map(({ reason }) => reason);
    // A missing or broken file fails every backend with the same words: say them once.
    const message = reasons.at(-1) ?? 'no backend is left';
    this.#set({ phase: 'failed', message });
    throw new Error(message);
  }

  async #start(backend: Backend): Promise<void> {
    this.#set({ phase: 'loading', backend, progress: null });
    const handle = this.#spawn();
    const api = Comlink.wrap<ModelWorkerApi>(handle.endpoint);
    let lose: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => (lose = reject));
    // It is raced against by calls, and nobody may be calling when it happens.
    lost.catch(() => undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const aliveUntil = () => {
      clearTimeout(timer);
      timer = setTimeout(() => lose(new Error('it did not answer')), this.#limits.silence);
    };
    aliveUntil();
    handle.onFailure((message) => {
      lose(new Error(message));
      if (this.#running?.handle === handle) this.#replace();
    });
    let loading = true;
    const onProgress = (progress: LoadProgress) => {
      // Progress comes by a channel of its own, and may come after the end.
      if (!loading) return;
      aliveUntil();
      this.#set({ phase: 'loading', backend, progress });
    };
    const onLost = (reason: string) => {
      lose(
        new Error(
          'The graphics device was lost. The model is loading again without it; then run this again.',
        ),
      );
      if (this.#running?.handle !== handle) return;
      this.#failures.push({ backend, reason: `the device was lost: ${reason}` });
      this.#replace();
    };
    try {
      const summary = await Promise.race([
        api.load(this.#base, backend, Comlink.proxy(onProgress), Comlink.proxy(onLost)),
        lost,
      ]);
      loading = false;
      this.#running = { handle, api, lost, lose };
      this.#set({ phase: 'ready', summary });
    } catch (error) {
      handle.terminate();
      throw error;
    } finally {
      loading = false;
      clearTimeout(timer);
    }
  }

  /** Ends the worker and loads the model again; a failure to do so shows in the state. */
  #replace(): void {
    this.#close();
    this.open().catch(() => undefined);
  }

  #close(): void {
    const running = this.#running;
    this.#running = null;
    running?.handle.terminate();
    running?.lose(new Error('The model is loading again. Run this again when it is there.'));
  }

  #set(state: ModelState): void {
    this.#state = state;
    this.#onChange(state, [...this.#failures]);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
