import { segments } from './segments';
import type { Span } from './types';

/**
 * The sentences of a text by the Unicode rules (UAX #29, by Intl.Segmenter). A line break ends a sentence too. They
 * ascend, and together they are the whole text: white space belongs to the sentence before it.
 */
export function sentences(text: string): readonly Span[] {
  return [...segments(text, new Intl.Segmenter('en', { granularity: 'sentence' }), 2048)];
}

// A phrase ends after , ; : … or a closing bracket, if space follows. It ends before a dash or an opening bracket, if
// space precedes. Without the space it is a number (1,000), a time (10:30), an emoticon or a compound.
const phraseEnd = /[,;:…)\]}]["'”’»]*\s+|\s+(?=[([{])|\s+(?=(?:[-–—]|--)\s)|(?<=[^\s—])(?=—\S)/gu;

/** The phrases of a text: punctuation divides its sentences. They ascend, and together they are the whole text. */
export function phrases(text: string): readonly Span[] {
  const result: Span[] = [];
  for (const sentence of sentences(text)) {
    let start = sentence.start;
    for (const match of text.slice(sentence.start, sentence.end).matchAll(phraseEnd)) {
      const end = sentence.start + match.index + match[0].length;
      if (end === start || end === sentence.end) continue;
      result.push({ start, end });
      start = end;
    }
    result.push({ start, end: sentence.end });
  }
  return result;
}
