import type { GradientCost } from '../model/gradient-cost';
import { Task } from '../task/task.svelte';

export interface GradientSource {
  readonly gradientCost: Pick<GradientCost, 'ask'>;
}

/** Has measured how many forward rows take as long as one with its gradient. What failed is not tried again. */
export class GradientMeasuring extends Task<number> {
  constructor(private readonly model: GradientSource) {
    super();
  }

  async ask(): Promise<void> {
    if (this.value !== null || this.phase === 'running' || this.phase === 'failed') return;
    await this.run(({ signal }) => this.model.gradientCost.ask(signal));
  }
}
