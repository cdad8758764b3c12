import type { Span, TokenizedText } from './types';

/** A stretch of a text that fits the model: whole words between [CLS] and [SEP]. */
export interface Window {
  /** The same `text`, with the tokens and words of this stretch alone (spans still refer to the whole text). */
  readonly tokenized: TokenizedText;
  /** Word i of this window is word firstWord + i of the whole text. */
  readonly firstWord: number;
}

export interface Truncation extends Window {
  /** Words of the text of which the model sees nothing, or only a part: its last ones. */
  readonly unseenWords: number;
  /** Characters from the first unseen one to the end of the last word; null when all is seen. */
  readonly unseen: Span | null;
}

/**
 * The beginning of a text in at most `maxTokens` tokens, [CLS] and [SEP] included: as many whole words as fit. A first
 * word that alone is too long is cut.
 *
 * @throws RangeError when maxTokens leaves no room for a token between [CLS] and [SEP]
 */
export declare function truncate(tokenized: TokenizedText, maxTokens: number): Truncation;

/**
 * Windows that together cover a text, each of at most `maxTokens` tokens, [CLS] and [SEP] included, and whole words. A
 * window starts with the last words of the one before, as many as fit `overlap` tokens. A word that alone is
 * too long is cut into several.
 *
 * @throws RangeError when maxTokens leaves no room for a token, or overlap does not leave room for new ones
 */
export declare function windows(
  tokenized: TokenizedText,
  maxTokens: number,
  overlap: number,
): readonly Window[];
