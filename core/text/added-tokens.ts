import type { Span } from './types';

/** A piece of text that is one token wherever it stands, before anything else looks at the text. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether the token takes the white space before it, or after it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** A stretch of a text: an added token, or (id null) text between added tokens. */
export interface Section extends Span {
  readonly id: number | null;
}

/**
 * Reads `added_tokens` of a tokenizer.json.
 *
 * @throws Error when an entry is malformed, or is matched in normalised text or as a whole word only, which no
 *   ALBERT's is
 */
export function parseAddedTokens(json: unknown): readonly AddedToken[] {
  if (!Array.isArray(json)) throw new Error('tokenizer.json has no list "added_tokens".');
  return json.map((entry: unknown) => {
    const { id, content, lstrip, rstrip, normalized, single_word } = (entry ?? {}) as Record<string, unknown>;
    if (typeof id !== 'number' || typeof content !== 'string' || content === '')
      throw new Error(`tokenizer.json has an added token without id or content: ${JSON.stringify(entry)}.`);
    if (normalized === true || single_word === true)
      throw new Error(
        `The added token ${content} in tokenizer.json is "normalized" or "single_word", which is not supported. ` +
          'Use the tokenizer.json that belongs to an ALBERT model.',
      );
    return { id, content, lstrip: lstrip === true, rstrip: rstrip === true };
  });
}

/** Divides a text at its added tokens, leftmost first and the longest of those that start at the same place. */
export function createSplitter(tokens: readonly AddedToken[]): (text: string) => readonly Section[] {
  if (tokens.length === 0) return (text) => [{ start: 0, end: text.length, id: null }];
  const byContent = new Map(tokens.map((token) => [token.content, token]));
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    contents.map((content) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'),
    'gu',
  );
  return (text) => {
    const sections: Section[] = [];
    let at = 0;
    for (const match of text.matchAll(pattern)) {
      const { id, lstrip, rstrip } = byContent.get(match[0])!;
      let start = match.index;
      let end = start + match[0].length;
      if (start < at) continue;
      if (lstrip) while (start > at && isWhiteSpace(text[start - 1]!)) start--;
      if (rstrip) while (end < text.length && isWhiteSpace(text[end]!)) end++;
      if (start > at) sections.push({ start: at, end: start, id: null });
      sections.push({ start, end, id });
      at = end;
    }
    if (at < text.length) sections.push({ start: at, end: text.length, id: null });
    return sections;
  };
}

function isWhiteSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character);
}
