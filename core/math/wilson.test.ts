import { describe, expect, it } from 'vitest';
import { wilson } from './wilson';

describe('the interval of a share', () => {
  it.each([
    [0, 10],
    [3, 10],
    [10, 10],
    [812, 1000],
  ])('ends where %i of %i would be 1.96 standard errors away', (hits, of) => {
    const { estimate, low, high } = wilson(hits, of);
    expect(estimate).toBe(hits / of);
    expect(low).toBeLessThanOrEqual(estimate);
    expect(high).toBeGreaterThanOrEqual(estimate);
    for (const end of [low, high]) {
      const errors = (estimate - end) ** 2 / ((end * (1 - end)) / of || 1);
      if (end > 0 && end < 1 - 1e-9) expect(errors).toBeCloseTo(1.959963984540054 ** 2, 6);
    }
  });

  it('is what rounds to 10.8 and 60.3 % for 3 of 10', () => {
    const { low, high } = wilson(3, 10);
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.108', '0.603']);
  });

  it.each([
    [0, 0],
    [3, 2],
    [-1, 2],
  ])('is none for %i of %i', (hits, of) => {
    expect(() => wilson(hits, of)).toThrow(RangeError);
  });
});
