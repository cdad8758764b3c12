import { strongestPairs, type WordPair } from '../../core/report/pairs';
import type { ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import { askedClass, type Answer } from './answering.svelte';
import { pairsRequest } from './effort';
import { explainText } from './explain-text';

/** The strongest pairs of words of an answer's text, by indices into the words of its explanation. */
export class Pairing extends Task<readonly WordPair[]> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  /** Looks for words that act together. */
  ask(answer: Answer): Promise<void> {
    return this.run(async ({ signal }) => {
      const { explanations } = await explainText(this.model, askedClass(answer), [pairsRequest], signal);
      return strongestPairs(explanations[0]?.pairs ?? []);
    });
  }
}
