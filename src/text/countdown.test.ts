import { describe, expect, it } from 'vitest';
import { Countdown } from './countdown';

describe('what is left of a work', () => {
  /** @param marks rows done, and seconds since the work began */
  const left = (price: number | null, total: number, ...marks: (readonly [number, number])[]) => {
    const countdown = new Countdown(price);
    for (const [done, at] of marks) countdown.mark(done, at);
    return countdown.secondsLeft(total);
  };

  it('is what it was priced at, as far as it is not done, until enough of it is measured', () => {
    expect(left(8, 312)).toBe(8);
    // Two rows took long to begin with.
    expect(left(8, 320, [2, 1])).toBeCloseTo(7.95, 6);
    expect(left(8, 320, [2, 9])).toBeCloseTo(7.95, 6);
    expect(left(8, 320, [0, 1], [20, 1.1])).toBeCloseTo(7.5, 6);
  });

  it('is not told where there was no price, until enough is measured', () => {
    expect(left(null, 312)).toBeNull();
    expect(left(null, 312, [2, 1])).toBeNull();
    expect(left(null, 312, [2, 1], [10, 1.1])).toBeNull();
    expect(left(null, 302, [2, 1], [102, 2])).toBeCloseTo(2, 6);
  });

  it('follows its own pace long before a quarter is done, however wrong the price was', () => {
    // 45 s were announced where 2 s are true, and the reverse.
    expect(left(45, 400, [0, 0.5], [80, 0.9])).toBeCloseTo(1.6, 6);
    expect(left(2, 400, [0, 0.5], [4, 1])).toBeCloseTo(49.5, 6);
    // A quick one tells before that, by what it has done.
    expect(left(45, 400, [0, 0.5], [100, 0.6])).toBeCloseTo(0.3, 6);
  });

  it('goes by what is recent: a computer that was busy is followed when it is no more, and the reverse', () => {
    const slow = Array.from({ length: 11 }, (_, i) => [4 * i, i] as const);
    expect(left(null, 1040, ...slow)).toBeCloseTo(250, 6);
    const then = Array.from({ length: 4 }, (_, i) => [40 + 100 * (i + 1), 11 + i] as const);
    expect(left(null, 1040, ...slow, ...then)).toBeCloseTo(6, 6);
    const fast = Array.from({ length: 5 }, (_, i) => [100 * i, i] as const);
    expect(left(null, 1000, ...fast, [404, 5], [408, 6])).toBeCloseTo(148, 6);
  });

  it('takes rows that come at once, since they had been read before, for no pace', () => {
    expect(left(null, 400, [200, 0.1], [210, 0.6])).toBeCloseTo(9.5, 6);
  });

  it('is nothing in the end, and never less', () => {
    expect(left(8, 312, [0, 0], [312, 5])).toBe(0);
    expect(left(8, 312, [0, 0], [400, 5])).toBe(0);
  });
});
