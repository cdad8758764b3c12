import type { WholeNumber } from '../math/whole-number';

/** Half-open range of UTF-16 code units in the original text, as String.prototype.slice takes it. */
export interface Span {
  readonly start: WholeNumber;
  readonly end: WholeNumber;
}

/**
 * One token of the model's vocabulary. Starts and ends ascend over the tokens of a text. One character (½) may become
 * several tokens. Special tokens ([CLS], [SEP]) have the empty span 0..0. A token that is only a word-start mark has an
 * empty span where its word starts.
 */
export interface Token extends Span {
  readonly id: number;
  readonly special: boolean;
}

/** What people read as one word (a hashtag, a mention, "can't", an emoji) and the tokens that carry it. */
export interface Word extends Span {
  /** Indices into TokenizedText.tokens, ascending; never special tokens, never empty. */
  readonly tokens: readonly number[];
}

export interface TokenizedText {
  readonly text: string;
  /** [CLS] first, [SEP] last. */
  readonly tokens: readonly Token[];
  readonly words: readonly Word[];
}

export interface SpecialTokenIds {
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  readonly mask: number;
  /** null where the vocabulary spells all that there is. */
  readonly unknown: number | null;
}

export interface Tokenizer {
  readonly special: SpecialTokenIds;
  /** Never truncates: callers decide what a model of limited length sees. */
  tokenize(text: string): TokenizedText;
}

/** What takes the place of an absent word: [MASK], a <pad> that is not attended to, or no token at all. */
export type Removal = 'mask' | 'pad' | 'delete';

/** What gets a value each: words or tokens. */
export type Unit = 'word' | 'token';
