import { sentences } from '../text/sentences';
import type { Span } from '../text/types';
import { hasClearSign } from '../assessment/sign-clarity';

/** A sentence of a text, or a part of one, and its words. */
export interface SentenceRange extends Span {
  /** The index of its first word, and of the first word behind it. */
  readonly firstWord: number;
  readonly endWord: number;
  /** Whether it is a part of a sentence that has too many words. */
  readonly isPart: boolean;
}

/** A sentence with the sum of its words' values. */
export interface SentenceGroup extends SentenceRange {
  /** Sum of its words' values. */
  readonly value: number;
  /** The standard error of the sum, as if the words' errors were independent. Null if the method states none. */
  readonly standardError: number | null;
  readonly clear: boolean;
}

/** How many words a group may have: a text without full stops is divided too. */
const mostWords = 60;

/**
 * The sentences of a text with the sums of their words' values. They give an overview of a long text.
 * @param spans of the words, ascending
 */
export function sentenceGroups(
  text: string,
  spans: readonly Span[],
  values: readonly number[],
  standardErrors: readonly number[] | null,
): SentenceGroup[] {
  return sentenceRanges(text, spans).map((range) => ({
    ...range,
    ...sumOver(range, values, standardErrors),
  }));
}

/** The sum of the values of a sentence's words. */
export function sumOver(
  { firstWord, endWord }: Pick<SentenceRange, 'firstWord' | 'endWord'>,
  values: readonly number[],
  standardErrors: readonly number[] | null,
): Pick<SentenceGroup, 'value' | 'standardError' | 'clear'> {
  const value = sum(values.slice(firstWord, endWord));
  const squares = standardErrors?.slice(firstWord, endWord).map((error) => error * error);
  const standardError = squares ? Math.sqrt(sum(squares)) : null;
  return { value, standardError, clear: hasClearSign(value, standardError) };
}

/**
 * The sentences of a text. One without words is joined to the one before, or to the one behind if it is the first. One of
 * more than 60 words is divided. Together they hold every word once, in order. A word belongs to the one in which it starts.
 * @param spans of the words, ascending
 */
export function sentenceRanges(text: string, spans: readonly Span[]): SentenceRange[] {
  const ranges: SentenceRange[] = [];
  let [start, next] = [0, 0];
  for (const { end } of sentences(text)) {
    const firstWord = next;
    while (next < spans.length && spans[next]!.start < end) next++;
    const before = ranges.at(-1);
    if (next > firstWord)
      ranges.push(...parted({ start, end, firstWord, endWord: next, isPart: false }, spans));
    else if (before) ranges.splice(-1, 1, { ...before, end });
    else continue;
    start = end;
  }
  return ranges;
}

/**
 * Divides a range of too many words into ranges of about equal length. Each ends where the first word of the next one
 * starts.
 */
function parted(range: SentenceRange, spans: readonly Span[]): SentenceRange[] {
  const words = range.endWord - range.firstWord;
  const count = Math.ceil(words / mostWords);
  const cut = (part: number): number => range.firstWord + Math.round((words * part) / count);
  const startOf = (part: number): number =>
    part === 0 ? range.start : part === count ? range.end : spans[cut(part)]!.start;
  return Array.from({ length: count }, (_, part) => ({
    start: startOf(part),
    end: startOf(part + 1),
    firstWord: cut(part),
    endWord: cut(part + 1),
    isPart: count > 1,
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
