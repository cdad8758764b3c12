import { measuredRows, type Backend } from '../../workers/api';
import type { Measured } from '../../workers/model-report';
import { callModel, type ModelSource } from '../task/model-calls';

/** The model as far as it is needed to measure it. */
export interface GradientModel extends ModelSource {
  /** What runs it; null while nothing does. */
  readonly summary: { readonly backend: Backend } | null;
  /** Backends that were measured against each other. */
  readonly measured: readonly Measured[];
}

/**
 * How many forward rows take as long as one row with its gradient. On WebAssembly texts are read by kernels of our own and
 * gradients by the runtime, so that nothing but a measurement tells.
 */
export class GradientCost {
  #known: { readonly backend: Backend | null; readonly cost: number } | null = null;

  constructor(private readonly model: GradientModel) {}

  /**
   * Measured by a moment's work, once for a backend.
   * @throws Error where the model gives no gradients
   * @throws DOMException "AbortError" when the signal is aborted
   */
  async ask(signal: AbortSignal): Promise<number> {
    const { measured, summary } = this.model;
    const backend = summary?.backend ?? null;
    if (this.#known?.backend === backend) return this.#known.cost;
    const { forward, gradient } =
      measured.find((one) => one.backend === backend) ??
      (await callModel(this.model, (api, cancel) => api.measure(cancel), signal));
    const cost = gradient / measuredRows.gradient / (forward / measuredRows.forward);
    this.#known = { backend, cost };
    return cost;
  }
}
