import * as Comlink from 'comlink';
import type { Comparison } from '../../core/assessment/compare';
import type { Explanation, MethodName } from '../../core/attribution/types';
import type { ExplainProgress, ExplainRequest } from '../../workers/api';
import type { ModelClient } from '../../workers/model-client';

export type RunPhase = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';

/** The method at work, and how far it is. */
export interface MethodProgress {
  readonly method: MethodName;
  readonly done: number;
  readonly total: number;
  /** When the method began, in milliseconds of performance.now(). */
  readonly startedAt: number;
}

/** One text explained by several methods: what has come of it so far. */
export class ExplanationRun {
  phase = $state<RunPhase>('idle');
  /** What is, or was last, explained. */
  request = $state.raw<ExplainRequest | null>(null);
  /** Whole explanations, in the order of the request's methods. */
  explanations = $state.raw<readonly Explanation[]>([]);
  progress = $state.raw<MethodProgress | null>(null);
  /** The running method's explanation as it stands. */
  partial = $state.raw<Explanation | null>(null);
  /** All explanations and their agreement; null until the run is done. */
  comparison = $state.raw<Comparison | null>(null);
  error = $state('');
  #controller: AbortController | null = null;

  constructor(private readonly client: () => ModelClient | null) {}

  async start(request: ExplainRequest): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.request = request;
    this.explanations = [];
    this.partial = null;
    this.progress = null;
    this.comparison = null;
    this.error = '';
    this.phase = 'running';
    // Messages of a cancelled run may still be under way.
    const onProgress = (progress: ExplainProgress) => {
      if (this.#controller === controller && !controller.signal.aborted) this.#take(progress);
    };
    try {
      const comparison = await this.client()!.call((api, cancel) => {
        // It may be asked a second time, of a fresh worker, which tells everything again.
        this.explanations = [];
        return api.explain(request, cancel, Comlink.proxy(onProgress));
      }, controller.signal);
      if (this.#controller !== controller) return;
      this.explanations = comparison.explanations;
      this.comparison = comparison;
      this.#end('done');
    } catch (error) {
      if (this.#controller !== controller) return;
      const cancelled = (error as Error).name === 'AbortError';
      if (!cancelled) this.error = (error as Error).message;
      this.#end(cancelled ? 'cancelled' : 'failed');
    }
  }

  /** Stops within one batch; explanations that are whole stay. */
  cancel(): void {
    this.#controller?.abort(new DOMException('The run was cancelled', 'AbortError'));
  }

  #take({ method, done, total, partial, finished }: ExplainProgress): void {
    const startedAt = this.progress?.method === method ? this.progress.startedAt : performance.now();
    if (this.progress?.method !== method) this.partial = null;
    this.progress = { method, done, total, startedAt };
    if (partial) this.partial = partial;
    if (finished.length > 0) this.explanations = [...this.explanations, ...finished];
  }

  #end(phase: RunPhase): void {
    // A half-sampled explanation must not pass for a whole one.
    this.partial = null;
    this.progress = null;
    this.phase = phase;
    this.#controller = null;
  }
}
