import type { AddedTokens } from './added-tokens';
import { AlignedText } from './aligned-text';
import type { Normalizer } from './normalizer';
import type { PreTokenizer } from './pre-tokenizer';
import type { SpecialTokenIds, Token, TokenizedText } from './types';
import type { TokenModel } from './word-piece';
import { groupTokens } from './words';

/** What a tokenizer consists of, in the order in which a text passes it. */
export interface TokenizerParts {
  readonly special: SpecialTokenIds;
  /** Looked for in the text as it stands. */
  readonly rawTokens: AddedTokens;
  readonly normalize: Normalizer;
  /** Looked for in the normalised text. */
  readonly normalizedTokens: AddedTokens;
  readonly cut: PreTokenizer;
  readonly model: TokenModel;
}

/**
 * Tokenizes a text: [CLS], tokens with their characters in the original text, [SEP]; and its words.
 *
 * Ids and spans are those of the reference implementation (the Rust crate `tokenizers`), also for text that reads like a
 * special token: "[MASK]" typed by a person is the token of that name, though not `special` here. But for one thing: a
 * word-start mark that stands for no character, or for a blank, has no room. A token of a mark alone gets the empty span at
 * its word's start, where the crate gives it the blank or the word's first character.
 * (Two faults of the crate are left behind: offsets that are off by the control characters removed at the start of a
 * text, and combining marks newer than its Unicode tables, which it keeps and the runtime's own tables strip.)
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
