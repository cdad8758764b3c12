import { describe, expect, it } from 'vitest';
import { blocksOf } from './segments';

describe('blocksOf', () => {
  it('loses no piece', () => {
    const pieces = ['a', ' ', 'b', ' ', 'c'].map((text) => ({ text, index: null }));
    const blocks = blocksOf(pieces, 2);
    expect(blocks.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(blocks.flat()).toEqual(pieces);
    expect(blocksOf([], 2)).toEqual([]);
  });
});
