import { describe, expect, it } from 'vitest';
import { blocksOf, segmentsOf } from './segments';

describe('segmentsOf', () => {
  it('keeps what stands between, before and after the features', () => {
    expect(
      segmentsOf(' a, bc!', [
        { start: 1, end: 2 },
        { start: 4, end: 6 },
      ]),
    ).toEqual([
      { text: ' ', index: null },
      { text: 'a', index: 0 },
      { text: ', ', index: null },
      { text: 'bc', index: 1 },
      { text: '!', index: null },
    ]);
  });

  it('needs no features', () => {
    expect(segmentsOf('abc', [])).toEqual([{ text: 'abc', index: null }]);
    expect(segmentsOf('', [])).toEqual([]);
  });
});

describe('blocksOf', () => {
  it('loses no segment', () => {
    const segments = segmentsOf('a b c', [
      { start: 0, end: 1 },
      { start: 2, end: 3 },
      { start: 4, end: 5 },
    ]);
    const blocks = blocksOf(segments, 2);
    expect(blocks.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(blocks.flat()).toEqual(segments);
    expect(blocksOf([], 2)).toEqual([]);
  });
});
