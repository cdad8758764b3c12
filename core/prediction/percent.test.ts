import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percent, percentsOfWhole } from './percent';

describe('a percent', () => {
  it.each([
    [0, '0 %'],
    [0.0001, 'under 1 %'],
    [0.99, '99 %'],
    [0.999, 'over 99 %'],
    [1, '100 %'],
  ])('of %f is said as %s', (share, expected) => {
    expect(percent(share)).toBe(expected);
  });
});

describe('percents of a whole', () => {
  it.each([
    ['rounded by itself, each makes 101', [0.247, 0.107, 0.646], ['25 %', '10 %', '65 %']],
    ['rounded by itself, each makes 99', [0.683, 0.163, 0.154], ['68 %', '16 %', '16 %']],
    ['two halves of a percent', [0.985, 0.015], ['99 %', '1 %']],
    ['nothing to mend', [0.25, 0.1, 0.65], ['25 %', '10 %', '65 %']],
    ['a close second does not pass the first', [0.353, 0.354, 0.293], ['35 %', '35 %', '30 %']],
    ['none can be raised but the first', [0.333, 0.334, 0.333], ['33 %', '34 %', '33 %']],
    ['what is impossible has nothing', [0.333, 0.334, 0.333, 0], ['33 %', '34 %', '33 %', '0 %']],
    ['all but certain', [0.004, 0.002, 0.994], ['under 1 %', 'under 1 %', 'over 99 %']],
    ['one of little', [0.004, 0.316, 0.68], ['under 1 %', '32 %', '68 %']],
    ['certain', [0, 1], ['0 %', '100 %']],
    ['one class', [1], ['100 %']],
    ['none', [], []],
  ])('%s: %j', (_, shares, expected) => {
    expect(percentsOfWhole(shares)).toEqual(expected);
  });

  const distribution = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 })
    .filter((weights) => weights.some((weight) => weight > 1e-3))
    .map((weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    });

  it('add up, stay by their shares and in their order, and leave the first as it is said alone', () => {
    fc.assert(
      fc.property(distribution, (shares) => {
        const said = percentsOfWhole(shares);
        const numbered = [...shares.keys()].filter((k) => !/[a-z]/.test(said[k]!));
        const number = (k: number) => Number(said[k]!.replace(' %', ''));
        const sum = (of: (k: number) => number) => numbered.reduce((all, k) => all + of(k), 0);
        expect(sum(number)).toBe(Math.round(sum((k) => 100 * shares[k]!)));
        for (const k of numbered) expect(Math.abs(number(k) - 100 * shares[k]!)).toBeLessThan(1);
        for (const a of numbered) {
          for (const b of numbered)
            if (shares[a]! > shares[b]!) expect(number(a)).toBeGreaterThanOrEqual(number(b));
        }
        for (const k of shares.keys()) if (!numbered.includes(k)) expect(said[k]).toBe(percent(shares[k]!));
        const first = shares.indexOf(Math.max(...shares));
        const second = Math.max(...shares.filter((_, k) => k !== first));
        // By a whole percent ahead, no rounding brings another level.
        if (shares[first]! - second > 0.01) expect(said[first]).toBe(percent(shares[first]!));
      }),
    );
  });
});
