import { describe, expect, it } from 'vitest';
import { createMasker, features, modelInput } from './masking';
import { strike } from './strike';
import type { TokenizedText } from './types';
import { windows } from './windows';
import { wordSpans } from './words';

const special = { cls: 2, sep: 3, pad: 0, mask: 4, unknown: 1 };

/** Words of the given numbers of tokens, ids from 10 on. */
function textOf(lengths: readonly number[]): TokenizedText {
  const text = lengths.map((length) => 'x'.repeat(length)).join(' ');
  const tokens = [{ id: special.cls, start: 0, end: 0, special: true }];
  const words = wordSpans(text).map(({ start, end }, word) => {
    const own = Array.from({ length: lengths[word]! }, (_, at) => {
      const from = start + at;
      return tokens.push({ id: 9 + tokens.length, start: from, end: from + 1, special: false }) - 1;
    });
    return { start, end, tokens: own };
  });
  tokens.push({ id: special.sep, start: 0, end: 0, special: true });
  return { text, tokens, words };
}

describe('striking words out', () => {
  const text = textOf([1, 2, 1]);

  it('gives the row that removing them by [MASK] gives, and keeps the other words’ places', () => {
    const { words } = text;
    const struck = strike(text, [words[1]!], special);
    const masked = createMasker(text, words, 'mask', special)([1, 0, 1]);
    expect(modelInput(struck)).toEqual(masked);
    expect(struck.words).toEqual([words[0], words[2]]);
  });

  it('leaves the struck tokens to no feature, whatever the unit', () => {
    const struck = strike(text, [text.words[1]!], special);
    expect(features(struck, 'token').flatMap(({ tokens }) => tokens)).toEqual([1, 4]);
    const nothing = createMasker(struck, struck.words, 'delete', special)([0, 0]);
    expect(Array.from(nothing.ids)).toEqual([special.cls, special.mask, special.mask, special.sep]);
  });

  it('strikes what shares a character with a span, and nothing where there is none', () => {
    expect(strike(text, [{ start: 3, end: 4 }], special).words).toHaveLength(2);
    expect(strike(text, [{ start: 1, end: 2 }], special)).toEqual(text);
  });

  it('keeps the masks in the windows of a long text, each once where nothing is shared', () => {
    const long = textOf([2, 1, 2, 1, 2, 3]);
    const struck = strike(long, [long.words[0]!, long.words[3]!, long.words[5]!], special);
    const parts = windows(struck, 7, 0);
    const inside = parts.flatMap(({ tokenized }) => tokenized.tokens.slice(1, -1).map(({ id }) => id));
    expect(inside).toEqual(struck.tokens.slice(1, -1).map(({ id }) => id));
    const words = parts.flatMap(({ tokenized }) => tokenized.words.map(({ start, end }) => ({ start, end })));
    expect(words).toEqual(struck.words.map(({ start, end }) => ({ start, end })));
    for (const { tokenized } of parts) {
      expect(tokenized.tokens.length).toBeLessThanOrEqual(7);
      for (const word of tokenized.words) {
        for (const token of word.tokens) expect(tokenized.tokens[token]!.special).toBe(false);
      }
    }
  });

  it('bears a long text that is struck out as a whole', () => {
    const long = textOf([4, 4]);
    const struck = strike(long, long.words, special);
    expect(windows(struck, 6, 1).flatMap(({ tokenized }) => tokenized.words)).toEqual([]);
  });
});
