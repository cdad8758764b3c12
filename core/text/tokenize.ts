import { AlignedText } from './aligned-text';
import type { Normalizer } from './normalizer';
import type { Span, SpecialTokenIds, Token, TokenizedText } from './types';
import { groupTokens } from './words';

/** A token with a text of its own that is looked for in the raw text, before it is normalised. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Takes the white space in front of it, or behind it, along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** What a SentencePiece tokenizer consists of. */
export interface TokenizerParts {
  readonly special: SpecialTokenIds;
  readonly addedTokens: AddedTokens;
  readonly normalize: Normalizer;
  /** Marks the start of a word inside pieces: '▁'. */
  readonly wordStart: string;
  /** Cuts a word, its mark in front, into pieces that together are the word. */
  readonly pieces: (word: string) => readonly string[];
  /** Id of a piece; `special.unknown` when the vocabulary has none. */
  readonly pieceId: (piece: string) => number;
}

/**
 * Tokenizes a text: [CLS], tokens with their characters in the original text, [SEP]; and its words.
 *
 * Ids and spans are those of the reference implementation (the Rust crate `tokenizers`), also for text that reads like a
 * special token: "[MASK]" typed by a person is token 4, though not `special` here. But for one thing: a token that is
 * a word-start mark alone gets the empty span at its word's start, where the crate gives it the word's first character.
 * (Two faults of the crate are left behind: offsets that are off by the control characters removed at the start of a
 * text, and combining marks newer than its Unicode tables, which it keeps and the runtime's own tables strip.)
 */
export function tokenize(text: string, parts: TokenizerParts): TokenizedText {
  const tokens: Token[] = [{ id: parts.special.cls, start: 0, end: 0, special: true }];
  for (const section of parts.addedTokens.split(text)) {
    if (section.added) {
      tokens.push({ id: section.added.id, start: section.start, end: section.end, special: false });
    } else {
      const normalized = parts.normalize(AlignedText.from(text, section.start, section.end));
      // The crate's white space, which String.prototype.split(/\s/) is not: it has U+0085 and lacks U+FEFF.
      for (const { 0: word, index } of normalized.text.matchAll(/[^\p{White_Space}]+/gu)) {
        pushWord(tokens, normalized, index, word, parts);
      }
    }
  }
  tokens.push({ id: parts.special.sep, start: 0, end: 0, special: true });
  return { text, tokens, words: groupTokens(text, tokens) };
}

/** Pushes the tokens of one word that starts at `index` of the normalised text. */
function pushWord(
  tokens: Token[],
  normalized: AlignedText,
  index: number,
  word: string,
  parts: TokenizerParts,
): void {
  const { wordStart, special } = parts;
  const marked = word.startsWith(wordStart) ? word : wordStart + word;
  // Position in the normalised text of what comes next; a mark put in front takes no room there.
  let at = index - (marked.length - word.length);
  let unknownFrom: number | null = null;
  const push = (id: number, from: number, to: number): void => {
    const { start, end } = normalized.span(Math.max(from, index), Math.max(to, index + 1));
    tokens.push({ id, start, end: to > index ? end : start, special: false });
  };
  for (const piece of parts.pieces(marked)) {
    const id = parts.pieceId(piece);
    // Unknown pieces that follow each other are one token.
    if (id === special.unknown) {
      unknownFrom ??= at;
    } else {
      if (unknownFrom !== null) push(special.unknown, unknownFrom, at);
      unknownFrom = null;
      push(id, at, at + piece.length);
    }
    at += piece.length;
  }
  if (unknownFrom !== null) push(special.unknown, unknownFrom, at);
}

interface Section extends Span {
  readonly added: AddedToken | null;
}

/** Finds added tokens in texts: leftmost, then longest match. */
export class AddedTokens {
  readonly #byContent: ReadonlyMap<string, AddedToken>;
  readonly #pattern: RegExp | null;

  constructor(tokens: readonly AddedToken[]) {
    this.#byContent = new Map(tokens.map((token) => [token.content, token]));
    const longestFirst = [...this.#byContent.keys()].sort((a, b) => b.length - a.length);
    const alternatives = longestFirst.map((content) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.#pattern = alternatives.length === 0 ? null : new RegExp(alternatives.join('|'), 'gu');
  }

  /** The text as a sequence of added tokens and what lies between them. */
  *split(text: string): Generator<Section> {
    let from = 0;
    for (const { index, 0: content } of this.#pattern === null ? [] : text.matchAll(this.#pattern)) {
      const added = this.#byContent.get(content)!;
      let start = index;
      let end = index + content.length;
      if (added.lstrip) while (start > from && /\p{White_Space}/u.test(text[start - 1]!)) start--;
      if (added.rstrip) while (end < text.length && /\p{White_Space}/u.test(text[end]!)) end++;
      if (start > from) yield { start: from, end: start, added: null };
      yield { start, end, added };
      from = end;
    }
    if (from < text.length) yield { start: from, end: text.length, added: null };
  }
}
