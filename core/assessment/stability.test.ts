import { describe, expect, it } from 'vitest';
import { stability } from './stability';

describe('stability', () => {
  it('is one for equal runs and the mean overlap of pairs otherwise', () => {
    expect(
      stability(
        [
          [3, 2, 1],
          [3, 2, 1],
        ],
        2,
        'absolute',
      ),
    ).toBe(1);
    // Tops {0, 1}, {0, 1}, {1, 2}: overlaps 1, 1/3, 1/3.
    expect(
      stability(
        [
          [3, 2, 1],
          [9, 8, 0],
          [0, 5, 4],
        ],
        2,
        'absolute',
      ),
    ).toBeCloseTo(5 / 9, 12);
  });

  it('refuses a single run', () => {
    expect(() => stability([[1]], 1, 'signed')).toThrow(/at least two runs/);
  });
});
