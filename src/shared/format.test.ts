import { describe, expect, it } from 'vitest';
import { bytes, digitsFor, duration, fixed, percent, roughDuration, signed, timeLeft } from './format';

describe('signed', () => {
  it('shows the sign, except of what rounds to zero', () => {
    expect(signed(0.1234)).toBe('+0.123');
    expect(signed(-0.04)).toBe('\u22120.040');
    expect(signed(-0.0001)).toBe('0.000');
  });
});

describe('the other formats', () => {
  it('write numbers for people', () => {
    expect(fixed(-1.5, 1)).toBe('\u22121.5');
    expect(fixed(-0.0001)).toBe('0.000');
    expect(percent(0.1234)).toBe('12.3 %');
    expect(bytes(12_345_678)).toBe('12.3 MB');
    expect([0, 1, 39_001, 99_600, 99.96e6, 999.6e6, 1.44e9].map(bytes)).toEqual([
      ...['0 kB', '1 kB', '40 kB', '0.1 MB'],
      ...['100 MB', '1.0 GB', '1.4 GB'],
    ]);
    expect([0, 0.01, 0.3, 0.94, 0.96].map(duration)).toEqual(['0 s', 'under 0.1 s', '0.3 s', '0.9 s', '1 s']);
    expect(duration(59.4)).toBe('59 s');
    expect(duration(60)).toBe('1 min');
    expect(duration(125)).toBe('2 min 5 s');
    expect(duration(3 * 3600 + 59)).toBe('3 h');
    expect(duration(3600 + 600)).toBe('1 h 10 min');
  });
});

describe('roughDuration', () => {
  it.each([
    [0, 'under a second'],
    [0.3, 'under a second'],
    [0.74, 'under a second'],
    [0.75, 'about 1 s'],
    [1.4, 'about 1 s'],
    [9.6, 'about 10 s'],
    [43, 'about 45 s'],
    [700, 'about 12 min'],
    [10_000, 'about 3 h'],
  ])('rounds %d seconds', (seconds, text) => expect(roughDuration(seconds)).toBe(text));

  it('is off by less than a factor of two, or says no more than a bound', () => {
    const units = { s: 1, min: 60, h: 3600 } as const;
    for (let seconds = 0.01; seconds < 40_000; seconds *= 1.01) {
      const found = /^about (\d+) (s|min|h)$/.exec(roughDuration(seconds));
      if (!found) {
        expect(roughDuration(seconds)).toBe('under a second');
        expect(seconds).toBeLessThan(1);
        continue;
      }
      const said = Number(found[1]) * units[found[2] as keyof typeof units];
      expect(Math.max(said / seconds, seconds / said)).toBeLessThan(2);
    }
  });
});

describe('timeLeft', () => {
  it('goes on at the pace so far', () => {
    expect(timeLeft(10, 40, performance.now() - 20_000)).toBe('about 1 min left');
    expect(timeLeft(0, 40, performance.now())).toBe('');
    expect(timeLeft(40, 40, performance.now())).toBe('');
  });
});

describe('digitsFor', () => {
  it('shows three digits of the largest value', () => {
    expect(digitsFor([0.2, -0.4])).toBe(3);
    expect(digitsFor([0.2], 2)).toBe(3);
    expect(digitsFor([1.5], 2)).toBe(2);
    expect(digitsFor([0.0001, -0.00123])).toBe(5);
    expect(digitsFor([])).toBe(3);
  });
});
