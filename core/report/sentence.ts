import type { Span } from '../text/types';
import { visibleText } from '../text/visible';
import { isMark } from '../text/words';

/** A piece of a sentence about a text: plain words, or a word of that text, by its index. */
export type SentencePart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'word';
      readonly index: number;
      /** The word as it can be shown: invisible characters are replaced by their names, and a very long one is cut. */
      readonly text: string;
    };

export type Sentence = readonly SentencePart[];

/** The words of a text, as sentences name them. */
export interface NamedWords {
  /** A word as a sentence names it: "love", or "the second good" if the text has several. */
  name(index: number): SentencePart[];
  /** What some of them are called together: "words", "word", "marks" of punctuation alone, "words and marks". */
  kind(indices: readonly number[]): string;
}

/** Characters of a word that a sentence shows: who writes longer ones writes no words. */
const longestName = 80;

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/**
 * The words of a text, as sentences name them. If a word occurs more than once, in capitals or not, its number among
 * them is said.
 * @param spans where the words stand, ascending
 */
export function namedWords(text: string, spans: readonly Span[]): NamedWords {
  const places: number[] = [];
  const counts = new Map<string, number>();
  const key = ({ start, end }: Span): string => text.slice(start, end).toLowerCase();
  for (const span of spans) {
    const place = counts.get(key(span)) ?? 0;
    places.push(place);
    counts.set(key(span), place + 1);
  }
  return {
    name(index) {
      const span = spans[index]!;
      const word: SentencePart = {
        kind: 'word',
        index,
        text: nameOf(text.slice(span.start, span.end)),
      };
      if (counts.get(key(span)) === 1) return [word];
      return [plain(`the ${ordinal(places[index]!)} `), word];
    },
    kind(indices) {
      const marks = indices.filter((index) => isMark(text.slice(spans[index]!.start, spans[index]!.end)));
      const ending = indices.length === 1 ? '' : 's';
      if (marks.length === 0) return `word${ending}`;
      return marks.length === indices.length ? `mark${ending}` : 'words and marks';
    },
  };
}

function nameOf(word: string): string {
  const characters = Array.from(word.slice(0, 2 * longestName + 2));
  return characters.length <= longestName
    ? visibleText(word)
    : `${visibleText(characters.slice(0, longestName).join(''))}…`;
}

export function plain(text: string): SentencePart {
  return { kind: 'text', text };
}

/** "a", "a and b", "a, b and c". */
export function joined(items: readonly Sentence[], word: 'and' | 'or'): Sentence {
  return items.flatMap((item, at) => {
    if (at === 0) return item;
    return [plain(at === items.length - 1 ? ` ${word} ` : ', '), ...item];
  });
}

/**
 * Joins neighbouring plain words to one part. The sentence begins with a capital letter, unless it begins with a word
 * of the text.
 */
export function sentence(parts: Sentence): Sentence {
  const merged: SentencePart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') merged.splice(-1, 1, plain(last.text + part.text));
    else merged.push(part);
  }
  const [first] = merged;
  if (first?.kind === 'text') merged[0] = plain(first.text.charAt(0).toUpperCase() + first.text.slice(1));
  return merged;
}

/** A sentence as plain text, for screen readers and files; words of the text stand in quotation marks. */
export function plainText(parts: Sentence): string {
  return parts.map((part) => (part.kind === 'word' ? `“${part.text}”` : part.text)).join('');
}

/** Indices of the words that a sentence names. */
export function wordsOf(parts: Sentence): number[] {
  return parts.flatMap((part) => (part.kind === 'word' ? [part.index] : []));
}

function ordinal(place: number): string {
  const known = ordinals[place];
  if (known !== undefined) return known;
  const number = place + 1;
  const teen = Math.floor(number / 10) % 10 === 1;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}
