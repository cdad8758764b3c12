import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelMargin, switchMargin } from './label-margin';

describe('labelMargin', () => {
  it('is above 0 for the label alone, the first of the largest logits', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 6 }), (logits) => {
        const label = logits.indexOf(Math.max(...logits));
        logits.forEach((_, c) => expect(labelMargin(logits, c) > 0).toBe(c === label));
      }),
    ));

  it('is the lead over the next', () => {
    expect(labelMargin([1, 3.5, 2], 1)).toBe(1.5);
    expect(labelMargin([1, 3.5, 2], 0)).toBe(-2.5);
    expect(labelMargin([1], 0)).toBe(Infinity);
  });
});

describe('switchMargin', () => {
  it.each([
    [2, true, true],
    [-2, true, false],
    [0, true, true],
    [2, false, false],
    [-2, false, true],
    [0, false, false],
  ])('logit %d of a label that is on (%s) leaves it: %s', (logit, isOn, stays) => {
    expect(switchMargin(logit, isOn) > 0).toBe(stays);
  });
});
