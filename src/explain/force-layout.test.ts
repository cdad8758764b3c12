import { describe, expect, it } from 'vitest';
import { forceLayout } from './force-layout';

describe('forceLayout', () => {
  it('stacks both signs from the output outwards, the largest first', () => {
    const { pushing, pulling, least, most } = forceLayout([0.25, -0.125, 0.5, 0], 0.25);
    expect(pushing).toEqual([
      { index: 2, value: 0.5, from: 0.375, to: 0.875 },
      { index: 0, value: 0.25, from: 0.125, to: 0.375 },
    ]);
    expect(pulling).toEqual([{ index: 1, value: -0.125, from: 0.875, to: 1 }]);
    expect([least, most]).toEqual([0.125, 1]);
  });

  it('keeps the base value in sight', () => {
    expect(forceLayout([], 0.5)).toEqual({ pushing: [], pulling: [], least: 0.5, most: 0.5 });
    expect(forceLayout([0.25], 0.5)).toMatchObject({ least: 0.5, most: 0.75 });
  });
});
