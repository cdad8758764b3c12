import type { Explanation } from '../attribution/explanation';
import { hasDirection } from '../attribution/methods/all';
import type { WholeNumber } from '../math/whole-number';
import { topFeatures } from './agreement';
import { clearSigns } from './sign-clarity';

/** How many of the strongest words of each method are looked at. */
export const topWords = 5;

/** Whether methods that explain the same text agree on the direction of its strongest words. */
export interface Consensus {
  /** Methods whose values have a direction: the others have no say. */
  readonly methods: WholeNumber;
  /** Words with a clear sign among the top five of a method, in the order of the text. */
  readonly compared: readonly WholeNumber[];
  /** Those of them whose sign differs between methods, in the order of the text. */
  readonly disputed: readonly WholeNumber[];
  /** Whether there are such words, and none is disputed. */
  readonly agree: boolean;
}

/**
 * Methods agree if every word with a clear sign in the top five of a method has the same sign in all methods. This is the
 * one rule of it: the first view and the comparison both go by it.
 * @param all of the same text, class, output and words
 * @throws RangeError when they differ in their number of words
 */
export function consensusOf(
  all: readonly Pick<Explanation, 'method' | 'values' | 'standardErrors' | 'diagnostics'>[],
): Consensus {
  const explanations = all.filter(({ method }) => hasDirection(method));
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
  // One method has nothing to be compared with.
  const compared = explanations.length > 1 ? [...found].sort((a, b) => a - b) : [];
  const disputed = compared.filter((index) => {
    const signs = new Set(explanations.map(({ values }) => Math.sign(values[index]!)));
    return signs.size > 1;
  });
  const agree = compared.length > 0 && disputed.length === 0;
  return { methods: explanations.length, compared, disputed, agree };
}
