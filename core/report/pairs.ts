import type { SentenceInteractions } from '../attribution/interactions/pair-values';
import { sentences } from '../text/sentences';
import type { Span } from '../text/types';
import { visibleText } from '../text/visible';
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

/** The first and the last word of a sentence, by their indices into the words. */
interface SentenceWords {
  readonly first: number;
  readonly last: number;
}

/** How much more two sentences say together than both by themselves, in units of the target. */
export interface SentencePair {
  readonly sentences: readonly [SentenceWords, SentenceWords];
  readonly value: number;
}

/** A sentence is named by so many of its first words. */
const namedBy = 5;

/** The strongest pairs that have a clear sign and at least a whole point, the strongest first. */
export function strongestPairs(pairs: readonly WordPair[], most = 5): WordPair[] {
  return pairs
    .filter(({ value, standardError }) => hasClearSign(value, standardError) && wholePoints(value) > 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.first - b.first || a.second - b.second)
    .slice(0, most);
}

/** The strongest pairs of sentences, as those of words. */
export function strongestSentencePairs({ spans, pairs }: SentenceInteractions, most = 3): SentencePair[] {
  return strongestPairs(pairs, most).map(({ first, second, value }) => ({
    sentences: [spans[first]!, spans[second]!],
    value,
  }));
}

/** What a long text is divided into: its sentences, or, where it is a single one, parts of that. */
export type Groups = 'sentences' | 'parts';

export function groupsOf(text: string): Groups {
  return sentences(text).length > 1 ? 'sentences' : 'parts';
}

/** "Together, the sentences “The food was good …” and “The service …” count 9 points less for “positive” than each by itself." */
export function sentencePairSentence(
  { sentences: [first, second], value }: SentencePair,
  groups: Groups,
  className: string,
  text: string,
  spans: readonly Span[],
): string {
  const name = ({ first: start, last }: SentenceWords): string => {
    const end = Math.min(last, start + namedBy - 1);
    const begins = visibleText(text.slice(spans[start]!.start, spans[end]!.end));
    return `“${begins}${end < last ? ' …' : ''}”`;
  };
  return `Together, the ${groups} ${name(first)} and ${name(second)}${countedFor(value, className)}`;
}

/** A pair in a sentence: "Together, not and bad count 18 points more for “positive” than each by itself." */
export function pairSentence(
  { first, second, value }: WordPair,
  className: string,
  text: string,
  spans: readonly Span[],
): Sentence {
  const words = namedWords(text, spans);
  return sentence([
    plain('Together, '),
    ...words.name(first),
    plain(' and '),
    ...words.name(second),
    plain(countedFor(value, className)),
  ]);
}

function countedFor(value: number, className: string): string {
  const size = wholePoints(value);
  return ` count ${size} ${size === 1 ? 'point' : 'points'} ${value > 0 ? 'more' : 'less'} for “${className}” than each by itself.`;
}

function wholePoints(value: number): number {
  return Math.abs(Number((100 * value).toFixed(0)));
}
