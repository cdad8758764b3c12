import { describe, expect, it } from 'vitest';
import { softmax } from '../../core/math/softmax';
import { calibrate } from './calibrate';

/** 3 of 4 rows are right, and the logits lie 4 apart: the model is far too sure. */
const labels = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 1 : 0));
const logits = labels.map(() => [4, 0]);

describe('calibrate', () => {
  it('finds the temperature at which confidence is accuracy', () => {
    const { temperature, before, after } = calibrate(logits.map(softmax), labels, 1);
    expect(temperature).toBeCloseTo(4 / Math.log(3), 4);
    expect(before).toBeCloseTo(softmax([4, 0])[0]! - 0.75, 10);
    expect(after).toBeLessThan(1e-4);
  });

  it('goes on from the temperature that the model has', () => {
    const { temperature } = calibrate(
      logits.map((row) => softmax(row.map((logit) => logit / 2))),
      labels,
      2,
    );
    expect(temperature).toBeCloseTo(4 / Math.log(3), 4);
  });

  it('leaves open what the calibrated probabilities cannot tell apart, where the rows are enough', () => {
    // Calibrated, the right answers have 3/4 and the wrong ones 1/4; the latter are more than a tenth.
    const { conformalSets } = calibrate(logits.map(softmax), labels, 1);
    expect(conformalSets?.coverage).toBe(0.9);
    expect(conformalSets?.threshold).toBeCloseTo(0.25, 4);
    expect(calibrate(logits.slice(0, 8).map(softmax), labels.slice(0, 8), 1).conformalSets).toBeNull();
  });

  it('bears probabilities of 0', () => {
    const { temperature } = calibrate(
      [
        [1, 0],
        [1, 0],
        [0.6, 0.4],
      ],
      [0, 1, 0],
      1,
    );
    expect(temperature).toBeGreaterThan(1);
  });
});
