import type { AddedTokens } from './added-tokens';
import { AlignedText } from './aligned-text';
import type { Normalizer } from './normalizer';
import type { PreTokenizer } from './pre-tokenizer';
import type { SpecialTokenIds, Token, TokenizedText } from './types';
import type { TokenModel } from './word-piece';
import { groupTokens } from './words';

/** The parts of a tokenizer, in the order in which a text passes them. */
export interface TokenizerParts {
  readonly special: SpecialTokenIds;
  /** Added tokens that are looked for in the original text. */
  readonly rawTokens: AddedTokens;
  readonly normalize: Normalizer;
  /** Added tokens that are looked for in the normalised text. */
  readonly normalizedTokens: AddedTokens;
  readonly cut: PreTokenizer;
  readonly model: TokenModel;
}

/**
 * Tokenizes a text. It gives [CLS], tokens with their characters in the original text, [SEP], and the words of the
 * text.
 *
 * Ids and spans are those of the reference implementation (the Rust crate `tokenizers`). "[MASK]" that a person has
 * typed is the token of that name, as there; here it is not `special`.
 *
 * One thing differs. A word-start mark that stands for no character, or for a blank, has no characters. So a token that
 * is only a mark gets the empty span at the start of its word. The crate gives it the blank or the first character of
 * the word.
 *
 * Two faults of the crate are not repeated. Its offsets are wrong by the number of control characters that were removed
 * at the start of a text. And it keeps combining marks that are newer than its Unicode tables.
 */
export function tokenize(text: string, parts: TokenizerParts): TokenizedText {
  const tokens: Token[] = [{ id: parts.special.cls, start: 0, end: 0, special: true }];
  const push = (id: number, source: AlignedText, from = 0, to = source.text.length): void => {
    tokens.push({ id, ...source.span(from, to), special: false });
  };
  for (const raw of parts.rawTokens.split(AlignedText.from(text))) {
    if (raw.added) {
      push(raw.added.id, raw.text);
      continue;
    }
    for (const section of parts.normalizedTokens.split(parts.normalize(raw.text))) {
      if (section.added) {
        push(section.added.id, section.text);
        continue;
      }
      for (const word of parts.cut(section.text)) {
        let at = 0;
        for (const { id, length } of parts.model(word.text)) push(id, word, at, (at += length));
      }
    }
  }
  tokens.push({ id: parts.special.sep, start: 0, end: 0, special: true });
  return { text, tokens, words: groupTokens(text, tokens) };
}
