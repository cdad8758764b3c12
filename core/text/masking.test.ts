import { describe, expect, it } from 'vitest';
import { createMasker, features, modelInput } from './masking';
import type { Token, TokenizedText } from './types';

const token = (id: number, start: number, end: number): Token => ({ id, start, end, special: false });
const special = { mask: 4, pad: 0 };

/** "too bad too", with "bad" of two tokens. */
const tokenized: TokenizedText = {
  text: 'too bad too',
  tokens: [
    { id: 2, start: 0, end: 0, special: true },
    token(10, 0, 3),
    token(11, 4, 5),
    token(12, 5, 7),
    token(10, 8, 11),
    { id: 3, start: 0, end: 0, special: true },
  ],
  words: [
    { start: 0, end: 3, tokens: [1] },
    { start: 4, end: 7, tokens: [2, 3] },
    { start: 8, end: 11, tokens: [4] },
  ],
};

describe('features', () => {
  it('are the words of a text', () => {
    expect(features(tokenized, 'word')).toEqual(tokenized.words);
  });

  it('are its tokens without the special ones', () => {
    expect(features(tokenized, 'token')).toEqual([
      { start: 0, end: 3, tokens: [1] },
      { start: 4, end: 5, tokens: [2] },
      { start: 5, end: 7, tokens: [3] },
      { start: 8, end: 11, tokens: [4] },
    ]);
  });
});

describe('createMasker', () => {
  const words = features(tokenized, 'word');

  it('puts [MASK] for the tokens of absent words', () => {
    const mask = createMasker(tokenized, words, 'mask', special);
    expect(mask([1, 0, 1])).toEqual({ ids: Int32Array.of(2, 10, 4, 4, 10, 3) });
    expect(mask([false, true, false])).toEqual({ ids: Int32Array.of(2, 4, 11, 12, 4, 3) });
  });

  it('puts <pad> without attention for them', () => {
    expect(createMasker(tokenized, words, 'pad', special)([1, 0, 1])).toEqual({
      ids: Int32Array.of(2, 10, 0, 0, 10, 3),
      attention: Uint8Array.of(1, 1, 0, 0, 1, 1),
    });
  });

  it('leaves them out', () => {
    const remove = createMasker(tokenized, words, 'delete', special);
    expect(remove([1, 0, 1])).toEqual({ ids: Int32Array.of(2, 10, 10, 3) });
    expect(remove([0, 0, 0])).toEqual({ ids: Int32Array.of(2, 3) });
  });

  it('takes features of tokens that are not neighbours', () => {
    const bag = [{ tokens: [1, 4] }, { tokens: [2, 3] }];
    expect(createMasker(tokenized, bag, 'mask', special)([0, 1]).ids).toEqual(
      Int32Array.of(2, 4, 11, 12, 4, 3),
    );
  });

  it('gives the text itself when nothing is absent', () => {
    for (const removal of ['mask', 'delete'] as const) {
      expect(createMasker(tokenized, words, removal, special)([1, 1, 1])).toEqual(modelInput(tokenized));
    }
    const padded = createMasker(tokenized, words, 'pad', special)([1, 1, 1]);
    expect(padded.ids).toEqual(modelInput(tokenized).ids);
    expect(padded.attention).toEqual(new Uint8Array(6).fill(1));
  });

  it('refuses features that share a token or name one the text has not', () => {
    const create = (tokens: number[]) =>
      createMasker(tokenized, [{ tokens: [1] }, { tokens }], 'mask', special);
    expect(() => create([1])).toThrow(new RangeError('Token 1 is in features 0 and 1.'));
    expect(() => create([6])).toThrow(new RangeError('Feature 1 names token 6 of 6.'));
  });

  it.each(['mask', 'pad', 'delete'] as const)('refuses a coalition of another length (%s)', (removal) => {
    expect(() => createMasker(tokenized, words, removal, special)([1, 1])).toThrow(RangeError);
  });
});
