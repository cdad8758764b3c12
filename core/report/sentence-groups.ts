import { sentences } from '../text/sentences';
import type { Span } from '../text/types';
import { clearSigns } from './scale';

/** A sentence of a text with the words in it, and what they come to together. */
export interface SentenceGroup extends Span {
  /** The first of its words, and the first behind them. */
  readonly firstWord: number;
  readonly endWord: number;
  /** Sum of its words' values. */
  readonly value: number;
  /** Of the sum, as if the words' errors were independent; null where the method states none. */
  readonly standardError: number | null;
  readonly clear: boolean;
}

/**
 * The sentences of a text with the sums of their words' values: how a long text is read at a glance. Sentences without a
 * word go with the one before, or the one behind where they come first. Together they hold every word once, in order; a word belongs where it starts.
 * @param spans of the words, ascending
 */
export function sentenceGroups(
  text: string,
  spans: readonly Span[],
  values: readonly number[],
  standardErrors: readonly number[] | null,
): SentenceGroup[] {
  const groups: SentenceGroup[] = [];
  let next = 0;
  let start = 0;
  for (const { end } of sentences(text)) {
    const firstWord = next;
    while (next < spans.length && spans[next]!.start < end) next++;
    const before = groups.at(-1);
    if (next === firstWord) {
      if (before) {
        groups[groups.length - 1] = { ...before, end };
        start = end;
      }
      continue;
    }
    const value = sum(values.slice(firstWord, next));
    const squares = standardErrors?.slice(firstWord, next).map((error) => error * error);
    const standardError = squares ? Math.sqrt(sum(squares)) : null;
    const [clear] = clearSigns([value], standardError === null ? null : [standardError]);
    groups.push({ start, end, firstWord, endWord: next, value, standardError, clear: clear! });
    start = end;
  }
  return groups;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
