import type { FlipExplanation } from '../../core/attribution/explanation';
import type { ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import { askedClass, type Answer } from './answering.svelte';
import { explainText } from './explain-text';

/** The fewest words that turn an answer's label, and the fewest that keep it. */
export class Turning extends Task<FlipExplanation> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  /** Looks for them. */
  ask(answer: Answer): Promise<void> {
    return this.run(async ({ signal }) => {
      const { flips } = await explainText(this.model, askedClass(answer), [{ method: 'flips' }], signal);
      if (!flips?.[0]) throw new Error('The model gave no answer.');
      return flips[0];
    });
  }
}
