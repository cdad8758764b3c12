import { describe, expect, it } from 'vitest';
import { inAllTops, pairLookup } from './tops';

describe('inAllTops', () => {
  it('is the intersection, in the order of the first list', () => {
    expect(
      inAllTops([
        [4, 1, 3],
        [3, 0, 4],
        [9, 3, 4],
      ]),
    ).toEqual([4, 3]);
    expect(inAllTops([[2, 1]])).toEqual([2, 1]);
    expect(inAllTops([])).toEqual([]);
  });
});

describe('pairLookup', () => {
  const pair = { first: 0, second: 1, topOverlap: 0.5, spearman: null, kendall: 0.25, signs: 1 };

  it('finds the measure of a pair', () => {
    expect(pairLookup([pair], ({ topOverlap }) => topOverlap)(0, 1)).toBe(0.5);
    expect(pairLookup([pair], ({ spearman }) => spearman)(0, 1)).toBeNull();
    expect(pairLookup([pair], ({ kendall }) => kendall)(0, 2)).toBeNull();
  });
});
