import { describe, expect, it } from 'vitest';
import { pngScale } from './picture-png';

describe('the size of a PNG', () => {
  it.each([
    [1200, 700, 2],
    [1200, 16_384, 1],
    [1200, 32_768, 0.5],
  ])('of a picture of %i x %i is %f of it', (width, height, expected) => {
    expect(pngScale({ width, height })).toBe(expected);
  });

  it('never passes what a canvas holds', () => {
    for (const [width, height] of [
      [1200, 60_000],
      [12_000, 12_000],
      [1, 1],
    ] as const) {
      const scale = pngScale({ width, height });
      expect(Math.max(width, height) * scale).toBeLessThanOrEqual(16_384);
      expect(width * height * scale ** 2).toBeLessThanOrEqual(64e6 + 1);
    }
  });
});
