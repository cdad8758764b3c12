import type { Span, SpecialTokenIds, TokenizedText, Word } from './types';

/**
 * Strikes words out of a text, in the way in which explanations remove words by default. Their tokens become [MASK] in
 * every row. The tokens are special then, like [CLS] and [SEP]: they belong to no word and get no value.
 * @param struck a word that shares a character with one of these is struck out
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
