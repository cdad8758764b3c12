import { topFeatures } from '../assessment/agreement';
import type { Explanation } from '../attribution/explanation';
import { clearSigns } from '../assessment/sign-clarity';
import { joined, namedWords, plain, sentence, type Sentence } from './sentence';

/** How many of the strongest words of each method are looked at. */
const topWords = 5;
/** How many words a sentence names. The others are only counted. */
const namedAtMost = 3;

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

/** A consensus in a sentence: "Methods agree.", "Methods disagree on update." */
export function consensusSentence(
  { methods, compared, disputed, agree }: Consensus,
  text: string,
  spans: Explanation['spans'],
): Sentence {
  if (methods < 2) return [plain('One method alone cannot be checked against others.')];
  if (agree) return [plain('Methods agree.')];
  if (compared.length === 0) return [plain('No method finds a word whose direction is clear.')];
  const words = namedWords(text, spans);
  const shown = disputed.slice(0, disputed.length > namedAtMost ? namedAtMost - 1 : namedAtMost);
  const others = disputed.slice(shown.length);
  const items = [
    ...shown.map((index) => words.name(index)),
    ...(others.length > 0 ? [[plain(`${others.length} other ${words.kind(others)}`)]] : []),
  ];
  return sentence([plain('Methods disagree on '), ...joined(items, 'and'), plain('.')]);
}
