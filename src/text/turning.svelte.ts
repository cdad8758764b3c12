import * as Comlink from 'comlink';
import type { FlipExplanation } from '../../core/attribution/explanation';
import type { ExplainProgress } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import { askedClass, type Answer } from './answer';
import { explainText } from './explain-text';

export interface FoundTurning extends FlipExplanation {
  /** Probabilities of the classes without the words of the first set that turns it; null where none does. */
  readonly without: readonly number[] | null;
}

/** The fewest words that turn an answer's label, and the fewest that keep it. */
export class Turning extends Task<FoundTurning, ExplainProgress> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  /** Looks for them. */
  ask(answer: Answer): Promise<void> {
    return this.run(async ({ signal, onProgress }) => {
      const asked = askedClass(answer);
      const { flips } = await explainText(this.model, asked, [{ method: 'flips' }], signal, onProgress);
      const found = flips?.[0];
      if (!found) throw new Error('The model gave no answer.');
      return { ...found, without: await this.#readWithout(answer, found, signal) };
    });
  }

  async #readWithout(
    { asked: { text, struck } }: Answer,
    { spans, turning }: FlipExplanation,
    signal: AbortSignal,
  ): Promise<readonly number[] | null> {
    const first = turning.sets[0] ?? [];
    if (first.length === 0) return null;
    const without = [...struck, ...first.map((word) => spans[word]!)].sort((a, b) => a.start - b.start);
    const unwatched = Comlink.proxy(() => undefined);
    const { probabilities } = await callModel(
      this.model,
      (api, cancel) => api.classify({ text, struck: without, longText: 'windows' }, cancel, unwatched),
      signal,
    );
    return probabilities;
  }
}
