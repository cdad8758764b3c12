import {
  strongestPairs,
  strongestSentencePairs,
  type SentencePair,
  type WordPair,
} from '../../core/report/pairs';
import type { ModelSource } from '../task/model-calls';
import type { ExplainProgress } from '../../workers/api';
import { Task } from '../task/task.svelte';
import { askedClass, type Answer } from './answer';
import { expectedRows, pairsRequest } from './effort';
import { explainText } from './explain-text';

/** The strongest pairs of a text, by indices into the words of its explanation. */
export interface FoundPairs {
  readonly words: readonly WordPair[];
  /** Of a long text, whose pairs of words are those within its strongest sentence, or part of one; else none. */
  readonly sentences: readonly SentencePair[];
}

/** Looks for what acts together in an answer's text. */
export class Pairing extends Task<FoundPairs, ExplainProgress> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  ask(answer: Answer): Promise<void> {
    return this.run(async ({ signal, onProgress }) => {
      const asked = askedClass(answer);
      const rows = expectedRows(pairsRequest, answer.classification);
      const { explanations } = await explainText(this.model, asked, [pairsRequest], signal, (progress) => {
        // It may end long before its budget.
        const total = Math.min(progress.total, Math.max(progress.done, rows));
        onProgress({ ...progress, total });
      });
      const { pairs = [], sentences } = explanations[0] ?? {};
      return {
        words: strongestPairs(pairs),
        sentences: sentences ? strongestSentencePairs(sentences) : [],
      };
    });
  }
}
