import type { Span } from '../text/types';
import { hasClearSign } from '../assessment/sign-clarity';
import { namedWords, plain, sentence, type Sentence } from './sentence';

/** How much more two words say together than both by themselves, in units of the target. */
export interface WordPair {
  /** Indices into the words; first < second. */
  readonly first: number;
  readonly second: number;
  readonly value: number;
  readonly standardError: number | null;
}

/** The strongest pairs that have a clear sign and at least a whole point, the strongest first. */
export function strongestPairs(pairs: readonly WordPair[], most = 5): WordPair[] {
  return pairs
    .filter(({ value, standardError }) => hasClearSign(value, standardError) && wholePoints(value) > 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.first - b.first || a.second - b.second)
    .slice(0, most);
}

/** A pair in a sentence: "Together, not and bad count 18 points more for “positive” than each by itself." */
export function pairSentence(
  { first, second, value }: WordPair,
  className: string,
  text: string,
  spans: readonly Span[],
): Sentence {
  const words = namedWords(text, spans);
  const size = wholePoints(value);
  return sentence([
    plain('Together, '),
    ...words.name(first),
    plain(' and '),
    ...words.name(second),
    plain(
      ` count ${size} ${size === 1 ? 'point' : 'points'} ${value > 0 ? 'more' : 'less'} for “${className}” than each by itself.`,
    ),
  ]);
}

function wholePoints(value: number): number {
  return Math.abs(Number((100 * value).toFixed(0)));
}
