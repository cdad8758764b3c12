import type { Span } from './types';
import { wordSpans } from './words';

/** A word as words are counted: small letters, one kind of apostrophe. */
export function wordKey(text: string, { start, end }: Span): string {
  return text.slice(start, end).normalize('NFC').toLowerCase().replaceAll('’', "'");
}

/** Whether two words stand side by side, with nothing but white space between. */
export function areNeighbours(text: string, first: Span, second: Span): boolean {
  return second.start > first.end && text.slice(first.end, second.start).trim() === '';
}

/** Where a word, or two words side by side, first stand in a text; null where they do not. */
export type PhraseFinder = (text: string) => Span | null;

/**
 * Finds a word or phrase as drivers name it: not within other words.
 * @param phrase one word's key, or two with a space between
 */
export function phraseFinder(phrase: string): PhraseFinder {
  const [first, second] = phrase.split(' ');
  return (text) => {
    // Most texts do not have it at all: that is told without parting them into words.
    if (!text.normalize('NFC').toLowerCase().replaceAll('’', "'").includes(first!)) return null;
    const spans = wordSpans(text);
    for (const [at, span] of spans.entries()) {
      if (wordKey(text, span) !== first) continue;
      if (second === undefined) return span;
      const next = spans[at + 1];
      if (next && areNeighbours(text, span, next) && wordKey(text, next) === second) {
        return { start: span.start, end: next.end };
      }
    }
    return null;
  };
}
