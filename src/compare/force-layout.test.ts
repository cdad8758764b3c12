import { describe, expect, it } from 'vitest';
import { forceLayout } from './force-layout';

describe('forceLayout', () => {
  it('stacks both signs from the output outwards, the largest first', () => {
    const { pushing, pulling, least, most } = forceLayout([0.25, -0.125, 0.5, 0], 0.25);
    expect(pushing).toEqual([
      { index: 2, features: 1, value: 0.5, from: 0.375, to: 0.875 },
      { index: 0, features: 1, value: 0.25, from: 0.125, to: 0.375 },
    ]);
    expect(pulling).toEqual([{ index: 1, features: 1, value: -0.125, from: 0.875, to: 1 }]);
    expect([least, most]).toEqual([0.125, 1]);
  });

  it('puts the small ones of a sign together', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i < 60 ? 0.5 : -0.25));
    const { pushing, pulling } = forceLayout(values, 0);
    expect(pushing).toHaveLength(41);
    expect(pushing.at(-1)).toEqual({ index: null, features: 20, value: 10, from: -10, to: 0 });
    expect(pulling).toHaveLength(40);
    expect(pulling.every(({ features }) => features === 1)).toBe(true);
  });

  it('keeps the base value in sight', () => {
    expect(forceLayout([], 0.5)).toEqual({ pushing: [], pulling: [], least: 0.5, most: 0.5 });
    expect(forceLayout([0.25], 0.5)).toMatchObject({ least: 0.5, most: 0.75 });
  });
});
