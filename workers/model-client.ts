import type * as Comlink from 'comlink';
import type { Backend, ModelNews, ModelWorkerApi } from './api';
import { hasFallback, isPreferred, nextBackend } from './backend-choice';
import type { ModelLocation } from './model-location';
import {
  initialReport,
  messageOf,
  nameOf,
  remedyOf,
  type Measured,
  type ModelReport,
  type Remedy,
} from './model-report';
import { Quiet } from './quiet';
import { harmlessTrial, type Trial } from './trial';
import { RunningModel, WorkerLost, type ClientLimits } from './running-model';
import type { WorkerHandle } from './worker-handle';

export const defaultLimits: ClientLimits = { silence: 60_000, cancel: 30_000, stillness: 1_500 };

/**
 * The page's side of the model worker. It starts what answers soonest, each backend in a worker of its own, since the
 * runtime can be set up only once per worker, and a worker that hangs, or whose memory has grown, can only be ended. While
 * nobody asks for anything, WebGPU is measured against what runs, and takes its place where it is quicker. A worker that
 * ends is replaced, and what it was asked is asked of its successor, once.
 */
export class ModelClient {
  readonly #spawn: () => WorkerHandle;
  readonly #source: ModelLocation;
  readonly #limits: ClientLimits;
  readonly #sealed: boolean;
  readonly #trial: Trial;
  #report = initialReport;
  #onChange: (report: ModelReport) => void = () => undefined;
  #running: RunningModel | null = null;
  /** What is measured against it. */
  #candidate: RunningModel | null = null;
  #opening: Promise<void> | null = null;
  #closed = false;
  readonly #calls = new Quiet();

  /**
   * @param source URL of the model's folder, ending with a slash; or its files
   * @param sealed whether the page's policy lets it connect to nobody
   * @param trial around what is tried on the graphics device
   */
  constructor(
    spawn: () => WorkerHandle,
    source: ModelLocation,
    limits: ClientLimits = defaultLimits,
    sealed = false,
    trial = harmlessTrial,
  ) {
    this.#spawn = spawn;
    this.#source = source;
    this.#limits = limits;
    this.#sealed = sealed;
    this.#trial = trial;
  }

  /** Tells the model's state now and whenever it changes. */
  watch(onChange: (report: ModelReport) => void): void {
    this.#onChange = onChange;
    onChange(this.#report);
  }

  /**
   * Loads the model on the first backend that runs it, where its worker ends meanwhile once more; rejects, like the state,
   * when none does.
   */
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
    this.#tell({ ...initialReport, state: this.#report.state });
    return this.open();
  }

  /**
   * Calls the worker, as `RunningModel.call` does. Where the worker ends, the model is loaded again and the call repeated,
   * once; where memory is refused, once on each further backend.
   *
   * @param body may be called again
   * @throws Error when the worker was lost twice, or cannot be replaced
   */
  call<T>(
    body: (api: Comlink.Remote<ModelWorkerApi>, cancel: MessagePort) => Promise<T>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<T> {
    return this.#calls.during(async () => {
      for (let lost = 0; ;) {
        if (!this.#running) await this.open();
        const running = this.#running;
        if (!running) throw new Error('The model is not loaded.');
        signal.throwIfAborted();
        try {
          return await running.call(body, signal);
        } catch (error) {
          if (nameOf(error) === 'MemoryRefused' && this.#hasFallback(running)) {
            this.#giveUp(running, messageOf(error));
          } else if (!(error instanceof WorkerLost) || lost++ > 0) {
            throw error;
          }
        }
      }
    });
  }

  async #openFirst(): Promise<void> {
    /** Why a worker ended while it loaded. */
    const lost = new Map<Backend, string>();
    for (;;) {
      const backend = nextBackend(this.#report.failures);
      if (!backend) break;
      this.#requireOpen();
      this.#tell({ state: { phase: 'loading', backend, progress: null } });
      try {
        this.#run(await this.#start(backend, true));
        const reason = lost.get(backend);
        if (reason !== undefined) this.#tell({ mended: loadedAgain(workerFailed(reason)) });
        return;
      } catch (error) {
        this.#requireOpen();
        const remedy = remedyOf(error);
        if (remedy) {
          // No other backend has other files.
          this.#fail(messageOf(error), remedy);
          throw error;
        }
        // What ended the worker may have been nothing of the backend's: it is tried once more.
        if (error instanceof WorkerLost && !lost.has(backend)) lost.set(backend, messageOf(error));
        else this.#addFailure(backend, messageOf(error));
      }
    }
    const message = this.#report.failures.at(-1)?.reason ?? 'no backend is left';
    this.#fail(message, 'retry');
    throw new Error(message);
  }

  /** @param shows whether the page is told how far it is */
  async #start(backend: Backend, shows: boolean): Promise<RunningModel> {
    const asked = { source: this.#source, backend, sealed: this.#sealed };
    const running: RunningModel = new RunningModel(this.#spawn(), asked, this.#limits, {
      onProgress: (progress) => {
        if (shows) this.#tell({ state: { phase: 'loading', backend, progress } });
      },
      onNews: (news) => this.#hear(running, news),
      onEnd: (reason) => {
        if (this.#running === running) this.#replace(workerFailed(reason));
        else if (this.#candidate === running) running.close();
      },
      onDeviceLost: (reason) => this.#giveUp(running, `the device was lost: ${reason}`),
    });
    if (!shows) this.#candidate = running;
    await running.load(asked);
    if (!this.#closed) return running;
    running.close();
    throw putAway();
  }

  #hear(running: RunningModel, news: ModelNews): void {
    if (this.#running !== running) return;
    switch (news.kind) {
      case 'mended':
        return this.#tell({ mended: news.message });
      case 'keeping':
        return this.#tell({ keeping: news });
      case 'gradients': {
        const { gradients, unfit } = news;
        if (gradients.kind === 'failed' && unfit && this.#hasFallback(running)) {
          return this.#giveUp(running, gradients.reason);
        }
        this.#run(running);
        if (gradients.kind === 'there') void this.#measureOther(running);
      }
    }
  }

  /** Holds WebGPU against what runs, once nobody asks for anything; what is quicker goes on. */
  async #measureOther(running: RunningModel): Promise<void> {
    const isWanted = () => !this.#closed && this.#running === running;
    const other: Backend = 'webgpu';
    if (running.backend === other || this.#report.failures.some(({ backend }) => backend === other)) return;
    await this.#calls.lasting(this.#limits.stillness);
    if (!isWanted() || this.#candidate) return;
    if (this.#trial.begin())
      return this.#addFailure(other, 'the page ended without a word when it was tried last in this tab');
    let candidate: RunningModel | null = null;
    try {
      candidate = await this.#start(other, false);
      const measured = [await measure(running), await measure(candidate)] as const;
      if (!isWanted()) return;
      this.#tell({ measured });
      if (!isPreferred(measured[1], measured[0])) return;
      // Whoever is being answered is answered to the end.
      await this.#calls.lasting(0);
      if (!isWanted()) return;
      this.#run(candidate);
      candidate = null;
      running.close();
    } catch (error) {
      if (isWanted()) this.#addFailure(other, messageOf(error));
    } finally {
      candidate?.close();
      this.#candidate = null;
      this.#trial.end();
    }
  }

  #run(running: RunningModel): void {
    this.#running = running;
    if (running.summary) this.#tell({ state: { phase: 'ready', summary: running.summary } });
  }

  #hasFallback({ backend }: RunningModel): boolean {
    return hasFallback(backend, this.#report.failures);
  }

  /** The backend runs the model no longer: it goes on by another one. */
  #giveUp(running: RunningModel, reason: string): void {
    if (this.#running !== running) return;
    this.#addFailure(running.backend, reason);
    this.#replace(reason);
  }

  /** Ends the worker and loads the model again; a failure to do so shows in the state. */
  #replace(reason: string): void {
    this.#close();
    this.#tell({ mended: loadedAgain(reason) });
    this.open().catch(() => undefined);
  }

  #close(): void {
    const ended = [this.#running, this.#candidate];
    this.#running = null;
    for (const running of ended) running?.close();
  }

  /** @throws DOMException where the model was put away */
  #requireOpen(): void {
    if (this.#closed) throw putAway();
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

async function measure(model: RunningModel): Promise<Measured> {
  const speed = await model.call((api, cancel) => api.measure(cancel), new AbortController().signal);
  return { backend: model.backend, ...speed };
}

const workerFailed = (reason: string) => `the model's worker failed: ${reason}`;
const loadedAgain = (reason: string) => `${reason}. The model was loaded again`;

function putAway(): DOMException {
  return new DOMException('The model was put away', 'AbortError');
}
