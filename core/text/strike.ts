import type { Span, SpecialTokenIds, TokenizedText, Word } from './types';

/**
 * A text with words struck out, as explanations remove them by default: their tokens become [MASK] and stay so in every
 * row, as [CLS] and [SEP] stay (special). They are words no more: nothing is attributed to them.
 * @param struck a word is struck out where it shares a character with one of these
 */
export function strike(
  { text, tokens, words }: TokenizedText,
  struck: readonly Span[],
  { mask }: Pick<SpecialTokenIds, 'mask'>,
): TokenizedText {
  const isStruck = ({ start, end }: Word) => struck.some((span) => span.start < end && start < span.end);
  const gone = new Set(words.filter(isStruck).flatMap((word) => word.tokens));
  return {
    text,
    tokens: tokens.map((token, index) => (gone.has(index) ? { ...token, id: mask, special: true } : token)),
    words: words.filter((word) => !isStruck(word)),
  };
}
