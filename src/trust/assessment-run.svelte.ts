import * as Comlink from 'comlink';
import type { AssessProgress, Assessment } from '../../core/assessment/assess';
import type { AssessRequest } from '../../workers/api';
import type { ModelClient } from '../../workers/model-client';

/** The measurement of how far the shown explanations can be believed. */
export class AssessmentRun {
  running = $state(false);
  cancelled = $state(false);
  progress = $state.raw<AssessProgress | null>(null);
  result = $state.raw<Assessment | null>(null);
  error = $state('');
  #controller: AbortController | null = null;

  constructor(private readonly client: () => ModelClient | null) {}

  async start(request: AssessRequest): Promise<void> {
    this.reset();
    const controller = new AbortController();
    this.#controller = controller;
    this.running = true;
    const onProgress = (progress: AssessProgress) => {
      if (this.#controller === controller) this.progress = progress;
    };
    try {
      const result = await this.client()!.call(
        (api, cancel) => api.assess(request, cancel, Comlink.proxy(onProgress)),
        controller.signal,
      );
      if (this.#controller === controller) this.result = result;
    } catch (error) {
      if (this.#controller !== controller) return;
      if ((error as Error).name === 'AbortError') this.cancelled = true;
      else this.error = (error as Error).message;
    } finally {
      if (this.#controller === controller) this.running = false;
    }
  }

  cancel(): void {
    this.#controller?.abort(new DOMException('The measurement was cancelled', 'AbortError'));
  }

  /** Forgets a measurement, which belongs to explanations that are gone. */
  reset(): void {
    this.cancel();
    this.#controller = null;
    this.running = false;
    this.cancelled = false;
    this.progress = null;
    this.result = null;
    this.error = '';
  }
}
