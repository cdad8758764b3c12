import type { Explanation } from '../attribution/explanation';
import { topFeatures } from './agreement';
import { clearSigns } from './sign-clarity';

/** How many of the strongest words of each method are looked at. */
const topWords = 5;

/** Whether methods that explain the same text agree on the direction of its strongest words. */
export interface Consensus {
  readonly methods: number;
  /** Words with a clear sign among the top five of a method, in the order of the text. */
  readonly compared: readonly number[];
  /** Those of them whose sign differs between methods, in the order of the text. */
  readonly disputed: readonly number[];
  /** Whether there are such words, and none is disputed. */
  readonly agree: boolean;
}

/**
 * Methods agree if every word with a clear sign in the top five of a method has the same sign in all methods.
 * @param explanations of the same text, class, output and words
 * @throws RangeError when they differ in their number of words
 */
export function consensusOf(
  explanations: readonly Pick<Explanation, 'values' | 'standardErrors' | 'diagnostics'>[],
): Consensus {
  const count = explanations[0]?.values.length ?? 0;
  const found = new Set<number>();
  for (const explanation of explanations) {
    const { values } = explanation;
    if (values.length !== count) {
      throw new RangeError(`Explanations of ${count} and of ${values.length} words cannot be compared.`);
    }
    const clear = clearSigns(explanation);
    for (const index of topFeatures(values, topWords, 'absolute')) if (clear[index]) found.add(index);
  }
  const compared = [...found].sort((a, b) => a - b);
  const disputed = compared.filter((index) => {
    const signs = new Set(explanations.map(({ values }) => Math.sign(values[index]!)));
    return signs.size > 1;
  });
  const agree = explanations.length > 1 && compared.length > 0 && disputed.length === 0;
  return { methods: explanations.length, compared, disputed, agree };
}
