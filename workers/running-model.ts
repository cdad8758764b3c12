import * as Comlink from 'comlink';
import type { Backend, LoadProgress, ModelNews, ModelSummary, ModelWorkerApi } from './api';
import { portOf } from './cancellation';
import { Loss } from './loss';
import type { ModelLocation } from './model-location';
import { Watchdog, watchOver } from './watchdog';
import type { WorkerHandle } from './worker-handle';

export interface ClientLimits {
  /** Milliseconds without a sign of life, loading or at work, after which a worker counts as hung. */
  readonly silence: number;
  /**
   * Milliseconds that a cancelled call has to end before its worker counts as hung: nobody waits for it, and a slow computer
   * may be at a single step, such as opening the gradients, for many seconds.
   */
  readonly cancel: number;
  /** Milliseconds without a call after which another backend is measured against the one that runs. */
  readonly stillness: number;
}

/** Given to calls whose worker ended before they did. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

export interface ModelAsked {
  readonly source: ModelLocation;
  readonly backend: Backend;
  /** Whether the page's policy lets it connect to nobody. */
  readonly sealed: boolean;
}

export interface WorkerEvents {
  /** Signs of life while it loads; none comes after `loaded` has ended. */
  readonly onProgress: (progress: LoadProgress) => void;
  readonly onNews: (news: ModelNews) => void;
  /** The worker has ended, does not answer, or heeds no cancelling: nothing else will come of it. */
  readonly onEnd: (reason: string) => void;
  /** Its graphics device is lost. */
  readonly onDeviceLost: (reason: string) => void;
}

/** One model on one backend, in a worker of its own. */
export class RunningModel {
  readonly backend: Backend;
  #summary: ModelSummary | null = null;
  readonly #handle: WorkerHandle;
  readonly #api: Comlink.Remote<ModelWorkerApi>;
  readonly #limits: ClientLimits;
  readonly #events: WorkerEvents;
  readonly #loss = new Loss();

  constructor(
    handle: WorkerHandle,
    { backend }: Pick<ModelAsked, 'backend'>,
    limits: ClientLimits,
    events: WorkerEvents,
  ) {
    this.backend = backend;
    this.#handle = handle;
    this.#api = Comlink.wrap<ModelWorkerApi>(handle.endpoint);
    this.#limits = limits;
    this.#events = events;
    handle.onFailure((message) => {
      this.#loss.lose(new WorkerLost(message));
      events.onEnd(message);
    });
  }

  /** What is known of it by now; null while it loads. */
  get summary(): ModelSummary | null {
    return this.#summary;
  }

  /** Loads the model. The worker is ended where that fails. @throws Error saying why */
  async load({ source, sealed }: ModelAsked): Promise<void> {
    const seconds = Math.round(this.#limits.silence / 1000);
    const watchdog = new Watchdog(this.#limits.silence, () =>
      this.#loss.lose(new Error(`it gave no sign of life for ${seconds} seconds`)),
    );
    let loading = true;
    const onProgress = (progress: LoadProgress) => {
      // Progress comes by a channel of its own, and may come after the end.
      if (!loading) return;
      watchdog.alive();
      this.#events.onProgress(progress);
    };
    const onNews = (news: ModelNews) => {
      if (news.kind === 'gradients' && this.#summary)
        this.#summary = { ...this.#summary, gradients: news.gradients };
      this.#events.onNews(news);
    };
    const onDeviceLost = (reason: string) => {
      this.#loss.lose(new WorkerLost('the graphics device was lost'));
      this.#events.onDeviceLost(reason);
    };
    try {
      this.#summary = await this.#loss.orLost(
        this.#api.load(
          source,
          this.backend,
          Comlink.proxy(onProgress),
          Comlink.proxy(onDeviceLost),
          Comlink.proxy(onNews),
          sealed,
        ),
      );
    } catch (error) {
      this.close();
      throw error;
    } finally {
      loading = false;
      watchdog.stop();
    }
  }

  /**
   * Calls the worker. An aborted signal ends the call with an AbortError: at once where the worker heeds it, else a while
   * later, when the worker counts as ended.
   *
   * @param body given the worker and a port that carries the signal's abort
   * @throws WorkerLost
   */
  async call<T>(
    body: (api: Comlink.Remote<ModelWorkerApi>, cancel: MessagePort) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { port, release } = portOf(signal);
    let ending: Watchdog | undefined;
    let expectEnd: () => void = () => undefined;
    const stuck = new Promise<never>((_, reject) => {
      expectEnd = () => {
        ending = new Watchdog(this.#limits.cancel, () => {
          reject(new DOMException('The run was cancelled', 'AbortError'));
          this.#events.onEnd('it did not stop when it was told to');
        });
      };
    });
    signal.addEventListener('abort', expectEnd);
    const unwatch = watchOver(
      () => this.#api.ping(),
      this.#limits.silence,
      () => this.#events.onEnd('it did not answer'),
    );
    try {
      return await this.#loss.orLost(Promise.race([body(this.#api, Comlink.transfer(port, [port])), stuck]));
    } finally {
      unwatch();
      ending?.stop();
      signal.removeEventListener('abort', expectEnd);
      release();
    }
  }

  /** Ends the worker; who waits for it is told. */
  close(): void {
    this.#handle.terminate();
    this.#loss.lose(new WorkerLost('The model was lost while it was at work. Run this again.'));
  }
}
