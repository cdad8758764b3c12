import { describe, expect, it } from 'vitest';
import { bytes, count, duration, fixed, percent, signed } from './format';

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
    expect(duration(59.4)).toBe('59 s');
    expect(duration(60)).toBe('1 min');
    expect(duration(125)).toBe('2 min 5 s');
    expect(count(1, 'word', 'words')).toBe('1 word');
    expect(count(1200, 'word', 'words')).toBe('1,200 words');
  });
});
