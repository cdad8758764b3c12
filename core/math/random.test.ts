import { describe, expect, it } from 'vitest';
import { Random } from './random';

describe('Random', () => {
  it('repeats itself for a seed and not for another', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 8 }, () => random.uint32());
    };
    expect(draw(0)).toEqual(draw(0));
    expect(draw(0)).not.toEqual(draw(1));
    expect(new Set(draw(0)).size).toBe(8);
  });

  it('is uniform', () => {
    const random = new Random(7);
    const counts = new Float64Array(10);
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      counts[random.integer(10)]!++;
      const value = random.uniform();
      expect(value >= 0 && value < 1).toBe(true);
      sum += value;
    }
    // Chi-squared with 9 degrees of freedom is above 27.9 once in a thousand seeds; this one is not.
    expect(counts.reduce((chi, count) => chi + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
    expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.01);
  });

  it('samples different numbers, each equally often', () => {
    const random = new Random(3);
    const counts = new Float64Array(6);
    for (let i = 0; i < 6000; i++) {
      const sample = random.sample(6, 2);
      expect(new Set(sample).size).toBe(2);
      for (const item of sample) counts[item]!++;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });

  it('shuffles in place without loss', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = new Random(1).shuffle([...items]);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort()).toEqual(items);
  });

  it.each([-1, 0.5, 2 ** 32, NaN])('refuses the seed %d', (seed) => {
    expect(() => new Random(seed)).toThrow(RangeError);
  });
});
