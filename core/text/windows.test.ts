import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenizedText } from './types';
import { readingWindows, truncate, windows } from './windows';

/** A text of words with these numbers of tokens, a letter a token: sizes 2, 1 give "aa b". */
function textOf(sizes: readonly number[]): TokenizedText {
  const text = sizes.map((size, word) => String.fromCharCode(97 + (word % 26)).repeat(size)).join(' ');
  const tokens = [{ id: 2, start: 0, end: 0, special: true }];
  let at = 0;
  const words = sizes.map((size) => {
    const start = at;
    const indices = Array.from({ length: size }, () => {
      tokens.push({ id: 100 + at, start: at, end: at + 1, special: false });
      at++;
      return tokens.length - 1;
    });
    return { start, end: at++, tokens: indices };
  });
  tokens.push({ id: 3, start: 0, end: 0, special: true });
  return { text, tokens, words };
}

function texts({ text, words }: TokenizedText): string[] {
  return words.map(({ start, end }) => text.slice(start, end));
}

describe('truncate', () => {
  it('leaves a text that fits as it is', () => {
    const text = textOf([2, 1]);
    expect(truncate(text, 5)).toEqual({ tokenized: text, unseenWords: 0, unseen: null });
  });

  it('keeps the whole words that fit, and says what it left out', () => {
    const { tokenized, ...rest } = truncate(textOf([2, 1, 3, 1]), 6);
    expect(texts(tokenized)).toEqual(['aa', 'b']);
    expect(tokenized.tokens.map(({ id }) => id)).toEqual([2, 100, 101, 103, 3]);
    expect(tokenized.words.map(({ tokens }) => tokens)).toEqual([[1, 2], [3]]);
    expect(rest).toEqual({ unseenWords: 2, unseen: { start: 5, end: 10 } });
  });

  it('cuts a first word that alone is too long', () => {
    const { tokenized, unseenWords, unseen } = truncate(textOf([5, 1]), 4);
    expect(texts(tokenized)).toEqual(['aa']);
    expect(tokenized.tokens).toHaveLength(4);
    expect(unseenWords).toBe(2);
    expect(unseen).toEqual({ start: 2, end: 7 });
  });

  it('refuses rows without room for a token', () => {
    expect(() => truncate(textOf([1]), 2)).toThrow(RangeError);
    expect(() => truncate(textOf([1]), 3.5)).toThrow(RangeError);
  });
});

describe('windows', () => {
  it('is one window for a text that fits, though it be empty', () => {
    const text = textOf([]);
    expect(windows(text, 3, 0)).toEqual([{ tokenized: text }]);
  });

  it('covers a text by whole words', () => {
    const result = windows(textOf([2, 1, 3, 1]), 6, 0);
    expect(result.map(({ tokenized }) => texts(tokenized))).toEqual([
      ['aa', 'b'],
      ['ccc', 'd'],
    ]);
  });

  it('repeats as many last words as fit the overlap', () => {
    const result = windows(textOf([1, 1, 1, 1, 1, 1]), 6, 2);
    expect(result.map(({ tokenized }) => texts(tokenized).join(''))).toEqual(['abcd', 'cdef']);
  });

  it('cuts a word that alone is too long into several', () => {
    const result = windows(textOf([1, 7]), 5, 0);
    expect(result.flatMap(({ tokenized }) => texts(tokenized))).toEqual(['a', 'bbb', 'bbb', 'b']);
  });

  it('goes through a word that fills many of them once, not once for each', () => {
    const text = textOf([500]);
    let timesRead = 0;
    const tokens = [...text.words[0]!.tokens];
    tokens[Symbol.iterator] = () => {
      timesRead++;
      return tokens.values();
    };
    const result = windows({ ...text, words: [{ ...text.words[0]!, tokens }] }, 12, 0);
    expect(result).toHaveLength(50);
    expect(timesRead).toBe(1);
  });

  it('shows every token once or more, in order, never more than fit', () => {
    const cases = fc
      .integer({ min: 3, max: 12 })
      .chain((maxTokens) =>
        fc.tuple(
          fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 30 }),
          fc.constant(maxTokens),
          fc.integer({ min: 0, max: maxTokens - 3 }),
        ),
      );
    fc.assert(
      fc.property(cases, ([sizes, maxTokens, overlap]) => {
        const whole = textOf(sizes);
        const result = windows(whole, maxTokens, overlap);
        let seenUntil = 0;
        for (const { tokenized } of result) {
          const { tokens, words } = tokenized;
          expect(tokens.length).toBeLessThanOrEqual(maxTokens);
          expect(tokens[0]).toBe(whole.tokens[0]);
          expect(tokens.at(-1)).toBe(whole.tokens.at(-1));
          expect(words.flatMap((word) => word.tokens)).toEqual(tokens.slice(1, -1).map((_, i) => i + 1));
          const first = whole.words.findIndex(({ end }) => end > (words[0]?.start ?? 0));
          words.forEach(({ start, end }, i) => {
            const word = whole.words[first + i]!;
            expect(start >= word.start && end <= word.end).toBe(true);
          });
          const positions = tokens.slice(1, -1).map((token) => whole.tokens.indexOf(token));
          positions.forEach((position, i) => expect(position).toBe(positions[0]! + i));
          if (positions.length > 0) {
            expect(positions[0]).toBeLessThanOrEqual(seenUntil + 1);
            expect(positions.at(-1)).toBeGreaterThan(seenUntil);
            expect(seenUntil + 1 - positions[0]!).toBeLessThanOrEqual(overlap);
            seenUntil = positions.at(-1)!;
          }
        }
        expect(seenUntil).toBe(whole.tokens.length - 2);
      }),
    );
  });

  it('refuses an overlap that leaves no room for new tokens', () => {
    for (const overlap of [-1, 3, 0.5])
      expect(() => windows(textOf([1]), 5, overlap)).toThrow(/from 0 to 2 tokens/);
    expect(() => windows(textOf([1]), 2, 0)).toThrow(RangeError);
  });
});

describe('readingWindows', () => {
  it('shares a quarter of a window with the one before', () => {
    const result = readingWindows(textOf([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), 8);
    expect(result.map(({ tokenized }) => texts(tokenized).join(''))).toEqual(['abcdef', 'efghij']);
  });

  it('is the text itself where it fits', () => {
    const text = textOf([1, 1, 1, 1, 1, 1]);
    expect(readingWindows(text, 8)).toEqual([{ tokenized: text }]);
  });
});
