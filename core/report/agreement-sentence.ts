import { topFeatures } from '../assessment/agreement';
import { consensusOf, topWords, type Consensus } from '../assessment/consensus';
import type { Explanation } from '../attribution/explanation';
import { joined, namedWords, plain, sentence, type NamedWords, type Sentence } from './sentence';
import { grouped } from '../text/count';

type Compared = Pick<Explanation, 'method' | 'spans' | 'values' | 'standardErrors' | 'diagnostics'>;

/** How many words a sentence names before it counts the rest. */
const namedAtMost = 3;

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const inWords = (count: number): string => numbers[count] ?? grouped(count);

/**
 * Whether methods agree, in sentences that are true of direction too: which words they move different ways, and which
 * words are among the strongest of each.
 * @param explanations of the same text, class, output and words
 * @param topK words that count as the strongest of a method
 */
export function agreementSentences(
  explanations: readonly Compared[],
  text: string,
  topK: number,
): Sentence[] {
  if (explanations.length < 2)
    return [[plain('One method alone has nothing to be compared with: choose another.')]];
  const { spans, values } = explanations[0]!;
  if (values.length === 0) return [[plain('There is no word to compare them by.')]];
  const words = namedWords(text, spans);
  const consensus = consensusOf(explanations);
  return [
    ...directionSentence(consensus, words),
    ...strongestSentence(explanations, consensus.disputed, words, topK),
  ];
}

function directionSentence({ methods, compared, disputed }: Consensus, words: NamedWords): Sentence[] {
  if (methods < 2) return [];
  if (compared.length === 0) return [[plain('No word’s direction is clear enough to compare.')]];
  const agreed = compared.length - disputed.length;
  const kind = words.kind(compared);
  const stand = `that ${compared.length === 1 ? 'is' : 'are'} clear among the ${inWords(topWords)} strongest of a method`;
  const all = `the ${inWords(compared.length)} ${kind} ${stand}`;
  // One sentence does not write numbers in two ways.
  const few = compared.length in numbers ? inWords(agreed) : String(agreed);
  if (disputed.length === 0) return [[plain(`They agree on the direction of ${all}.`)]];
  const named = listed(disputed, words);
  if (agreed === 0) {
    return [sentence([plain('They do not agree on the direction of '), ...named, plain('.')])];
  }
  return [
    sentence([plain(`They agree on the direction of ${few} of ${all}, not on `), ...named, plain('.')]),
  ];
}

function strongestSentence(
  explanations: readonly Compared[],
  disputed: readonly number[],
  words: NamedWords,
  topK: number,
): Sentence[] {
  const total = explanations[0]!.values.length;
  const top = Math.min(topK, total);
  const tops = explanations.map(({ values }) => topFeatures(values, top, 'absolute'));
  const all = explanations.length === 2 ? 'Both' : `All ${inWords(explanations.length)}`;
  const firsts = new Set(tops.map(([first]) => first));
  if (total === 1) return [];
  if (firsts.size === 1) {
    const [first] = tops[0]!;
    const but = disputed.includes(first!) ? ', though not in one direction' : '';
    return [sentence([plain(`${all} find `), ...words.name(first!), plain(` the strongest word${but}.`)])];
  }
  // Of so few words each is among the strongest: that says nothing.
  if (top === total || top === 1) return [[plain('They do not name the same word as the strongest.')]];
  const shared = tops[0]!.filter((index) => tops.every((one) => one.includes(index)));
  if (shared.length === 0) {
    return [[plain(`No word is among the ${inWords(top)} strongest of each.`)]];
  }
  return [
    sentence([
      plain(`${all} have `),
      ...listed(shared, words),
      plain(` among their ${inWords(top)} strongest words.`),
    ]),
  ];
}

function listed(indices: readonly number[], words: NamedWords): Sentence {
  const shown = indices.slice(0, indices.length > namedAtMost ? namedAtMost - 1 : namedAtMost);
  const others = indices.slice(shown.length);
  return joined(
    [
      ...shown.map((index) => words.name(index)),
      ...(others.length > 0 ? [[plain(`${inWords(others.length)} other ${words.kind(others)}`)]] : []),
    ],
    'and',
  );
}
