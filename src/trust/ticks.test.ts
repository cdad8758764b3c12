import { describe, expect, it } from 'vitest';
import { ticksOf } from './ticks';

describe('ticksOf', () => {
  it('covers the range with round numbers', () => {
    expect(ticksOf(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksOf(-0.03, 0.42)).toEqual([-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(ticksOf(0, 0)).toEqual([0, 0.2, 0.4]);
  });

  it.each([
    [0, 7.3],
    [-12, 3],
    [0, 1e-6],
    [-0.2, 0],
  ])('gives a handful from %d to %d', (least, most) => {
    const ticks = ticksOf(least, most);
    expect(ticks[0]).toBeLessThanOrEqual(least);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.length).toBeLessThanOrEqual(7);
  });
});
