import type { Span, TokenizedText, Word } from './types';

/** A part of a text that fits the model: whole words between [CLS] and [SEP]. */
export interface Window {
  /** The same `text`, but only the tokens and words of this part. Spans still refer to the whole text. */
  readonly tokenized: TokenizedText;
}

export interface Truncation extends Window {
  /** How many words at the end of the text the model does not see, or sees only in part. */
  readonly unseenWords: number;
  /** The characters from the first unseen one to the end of the last word; null if all are seen. */
  readonly unseen: Span | null;
}

/**
 * The beginning of a text in at most `maxTokens` tokens, [CLS] and [SEP] included: as many whole words as fit. If the
 * first word alone is too long, it is cut.
 *
 * @throws RangeError when maxTokens leaves no room for a token between [CLS] and [SEP]
 */
export function truncate(tokenized: TokenizedText, maxTokens: number): Truncation {
  const room = roomForTokens(maxTokens);
  if (tokenized.tokens.length <= maxTokens) return { tokenized, unseenWords: 0, unseen: null };
  const parts = wordParts(tokenized, room);
  const seen = take(tokenized, parts, 0, fit(parts, 0, room));
  const words = seen.tokenized.words;
  const wholeWords = words.filter(
    (word, index) => word.tokens.length === tokenized.words[index]!.tokens.length,
  );
  return {
    ...seen,
    unseenWords: tokenized.words.length - wholeWords.length,
    unseen: {
      start: words.length === wholeWords.length ? tokenized.words[words.length]!.start : words.at(-1)!.end,
      end: tokenized.words.at(-1)!.end,
    },
  };
}

/** How a long text is read: all of it, in overlapping windows whose outputs are averaged, or only its beginning. */
export const longTextModes = ['windows', 'truncate'] as const;
export type LongText = (typeof longTextModes)[number];

/** Lengths of rows in tokens, special tokens included; see ModelManifest. */
export interface RowLimits {
  readonly maxTokens: number;
  readonly windowTokens: number;
}

/** The parts of a text that the model reads: one, or several windows. */
export function stretches(
  tokenized: TokenizedText,
  longText: LongText,
  limits: RowLimits,
): readonly Window[] {
  return longText === 'windows'
    ? readingWindows(tokenized, limits.windowTokens)
    : [truncate(tokenized, limits.maxTokens)];
}

/**
 * The windows of a text that is read in windows of `windowTokens` tokens. A window shares a quarter with the one
 * before, so that few words lack the words before them. If the text fits, it is the only window.
 *
 * @throws RangeError as `windows` does
 */
export function readingWindows(tokenized: TokenizedText, windowTokens: number): readonly Window[] {
  return windows(tokenized, windowTokens, Math.floor(windowTokens / 4));
}

/**
 * Windows that together cover a text. Each has whole words and at most `maxTokens` tokens, [CLS] and [SEP] included. It
 * starts with the last words of the window before, as many as fit into `overlap` tokens. A word that is too long for a
 * window is cut into several parts.
 *
 * @throws RangeError when maxTokens leaves no room for a token, or overlap does not leave room for new ones
 */
export function windows(tokenized: TokenizedText, maxTokens: number, overlap: number): readonly Window[] {
  const room = roomForTokens(maxTokens);
  if (!Number.isInteger(overlap) || overlap < 0 || overlap >= room) {
    throw new RangeError(
      `The overlap of windows must be an integer from 0 to ${room - 1} tokens, not ${overlap}.`,
    );
  }
  if (tokenized.tokens.length <= maxTokens) return [{ tokenized }];
  const parts = wordParts(tokenized, room);
  const result: Window[] = [];
  let start = 0;
  for (;;) {
    const end = fit(parts, start, room);
    result.push(take(tokenized, parts, start, end));
    if (end === parts.length) return result;
    // The repeated words must leave room for the next part. Otherwise the window would hold nothing new.
    start = end;
    let shared = Math.min(overlap, room - parts[end]!.tokens.length);
    while (start > 0 && parts[start - 1]!.tokens.length <= shared) shared -= parts[--start]!.tokens.length;
  }
}

function roomForTokens(maxTokens: number): number {
  if (!Number.isInteger(maxTokens) || maxTokens < 3) {
    throw new RangeError(`A row needs room for 3 tokens or more ([CLS], a token, [SEP]), not ${maxTokens}.`);
  }
  return maxTokens - 2;
}

/** Some or all tokens of a word, with the tokens behind it that belong to no word, such as struck-out ones. */
interface WordPart {
  readonly word: number;
  readonly tokens: readonly number[];
  /** All tokens of the word. */
  readonly own: ReadonlySet<number>;
}

/** The words in order. A word of more than `room` tokens is cut into parts of `room` tokens. */
function wordParts({ tokens, words }: TokenizedText, room: number): readonly WordPart[] {
  return words.flatMap((_, word) => {
    const parts: WordPart[] = [];
    const end = words[word + 1]?.tokens[0] ?? tokens.length - 1;
    // Once for all parts: a word without a blank may be a text of a megabyte.
    const own = new Set(words[word]!.tokens);
    for (let from = word === 0 ? 1 : words[word]!.tokens[0]!; from < end; from += room) {
      const upTo = Math.min(from + room, end);
      parts.push({ word, tokens: Array.from({ length: upTo - from }, (_, at) => from + at), own });
    }
    return parts;
  });
}

/** The end of the longest run of parts from `start` that fits into `room` tokens. It has at least one part. */
function fit(parts: readonly WordPart[], start: number, room: number): number {
  let end = start;
  let used = 0;
  while (end < parts.length && used + parts[end]!.tokens.length <= room) used += parts[end++]!.tokens.length;
  return end;
}

function take(
  { text, tokens, words }: TokenizedText,
  parts: readonly WordPart[],
  start: number,
  end: number,
): Window {
  const taken = [tokens[0]!];
  const takenWords: Word[] = [];
  for (let i = start; i < end; i++) {
    const { word } = parts[i]!;
    const whole = words[word]!;
    const indices: number[] = [];
    for (; i < end && parts[i]!.word === word; i++) {
      const { tokens: ofPart, own } = parts[i]!;
      for (const token of ofPart) {
        const place = taken.push(tokens[token]!) - 1;
        if (own.has(token)) indices.push(place);
      }
    }
    i--;
    if (indices.length === 0) continue;
    const isWhole = indices.length === whole.tokens.length;
    const span = isWhole ? whole : { start: taken[indices[0]!]!.start, end: taken[indices.at(-1)!]!.end };
    takenWords.push({ start: span.start, end: span.end, tokens: indices });
  }
  taken.push(tokens.at(-1)!);
  return { tokenized: { text, tokens: taken, words: takenWords } };
}
