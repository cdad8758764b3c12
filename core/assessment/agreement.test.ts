import { describe, expect, it } from 'vitest';
import { agreement, jaccard, signAgreement, topFeatures } from './agreement';

describe('topFeatures', () => {
  it('takes the largest by size or by value, ties in the order of the text', () => {
    const values = [0.1, -0.9, 0.5, 0.5];
    expect(topFeatures(values, 2, 'absolute')).toEqual([1, 2]);
    expect(topFeatures(values, 2, 'signed')).toEqual([2, 3]);
    expect(topFeatures(values, 9, 'signed')).toEqual([2, 3, 0, 1]);
  });
});

describe('jaccard', () => {
  it('is the shared part of all', () => {
    expect(jaccard([1, 2, 3], [3, 2, 9])).toBe(0.5);
    expect(jaccard([1], [2])).toBe(0);
    expect(jaccard([], [])).toBe(1);
  });
});

describe('signAgreement', () => {
  it('looks at features that neither side leaves at zero', () => {
    expect(signAgreement([1, -1, 0, 2], [3, 1, 5, 0])).toBe(0.5);
    expect(signAgreement([0, 0], [1, 1])).toBeNull();
  });
});

describe('agreement', () => {
  it('compares every pair once', () => {
    const explanations = [{ values: [1, 2, 3, 4] }, { values: [2, 4, 6, 8] }, { values: [4, 3, 2, 1] }];
    const { top, pairs } = agreement(explanations, 2, 'absolute');
    expect(top).toEqual([
      [3, 2],
      [3, 2],
      [0, 1],
    ]);
    expect(pairs).toEqual([
      { first: 0, second: 1, topOverlap: 1, spearman: 1, kendall: 1, signs: 1 },
      { first: 0, second: 2, topOverlap: 0, spearman: -1, kendall: -1, signs: 1 },
      { first: 1, second: 2, topOverlap: 0, spearman: -1, kendall: -1, signs: 1 },
    ]);
  });

  it('refuses explanations of different features', () => {
    expect(() => agreement([{ values: [1, 2] }, { values: [1] }], 1, 'signed')).toThrow(RangeError);
  });
});
