import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mix } from './colour';
import { contrast } from './testing/contrast';
import { groundOf, markOf, palettes, pointsText, scaleEnd, scaleLabels, type Scheme } from './scale';

const schemes: Scheme[] = ['light', 'dark'];

describe('the scale of colour', () => {
  it('is the same for every text: a value alone decides its mark', () => {
    expect(markOf(0.2, true)).toEqual({
      points: 20,
      side: 'raises',
      strength: 0.5,
      underline: 0.05 + 0.13 / 2,
    });
    expect(markOf(0.016, true).strength).toBeCloseTo(0.04, 12);
  });

  it('ends at 40 points, and says of both ends that more looks the same', () => {
    const end = markOf(-0.4, true);
    const far = markOf(-0.888, true);
    expect([end.strength, far.strength]).toEqual([1, 1]);
    expect(groundOf(far, 'dark')).toBe(groundOf(end, 'dark'));
    expect(scaleLabels('positive')).toEqual({
      low: '−40 points or more',
      high: '+40 points or more of “positive”',
    });
  });

  it('leaves a word grey whose sign is not clear, however large its value', () => {
    expect(markOf(0.9, false)).toMatchObject({ side: 'unclear', strength: 0, underline: 0 });
    expect(groundOf(markOf(0.9, false), 'light')).toBeNull();
  });

  it('grows with the value, in colour and in line', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [small, large] = [markOf(Math.min(a, b), true), markOf(Math.max(a, b), true)];
          expect(large.strength).toBeGreaterThanOrEqual(small.strength);
          expect(large.underline).toBeGreaterThanOrEqual(small.underline);
        },
      ),
    );
  });

  it.each(schemes)('can be read at every strength (%s)', (scheme) => {
    const { ink, paper, grey, raisesInk, lowersInk } = palettes[scheme];
    for (let points = -2 * scaleEnd; points <= 2 * scaleEnd; points++) {
      const ground = groundOf(markOf(points / 100, true), scheme) ?? paper;
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const text of [grey, raisesInk, lowersInk, ink])
      expect(contrast(text, paper)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(schemes)('has underlines that stand out from their word and the paper (%s)', (scheme) => {
    const { paper, raises, lowers, raisesInk, lowersInk } = palettes[scheme];
    expect(contrast(raisesInk, paper)).toBeGreaterThanOrEqual(3);
    expect(contrast(lowersInk, paper)).toBeGreaterThanOrEqual(3);
    expect(contrast(raisesInk, raises)).toBeGreaterThanOrEqual(3);
    expect(contrast(lowersInk, lowers)).toBeGreaterThanOrEqual(3);
  });
});

describe('colours', () => {
  it('mix to their ends', () => {
    expect(mix('#123456', '#fedcba', 0)).toBe('#123456');
    expect(mix('#123456', '#fedcba', 1)).toBe('#fedcba');
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#636363');
  });

  it('have the contrast that WCAG states', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 3);
  });
});

describe('points', () => {
  it.each([
    [42.4, 0, '+42'],
    [-22.6, 0, '−23'],
    [0.3, 0, '0'],
    [-0.04, 1, '0.0'],
    [-0.3, 1, '−0.3'],
  ])('%f with %i decimals is %s', (points, digits, expected) => {
    expect(pointsText(points, digits)).toBe(expected);
  });
});
