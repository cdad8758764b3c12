import { describe, expect, it } from 'vitest';
import { fitTemperature, meanNegativeLogLikelihood } from './temperature';

describe('fitTemperature', () => {
  it('finds the closed-form optimum of two classes', () => {
    // Logit difference 4, right in 3 of 4 rows: softmax(4 / T) = 3/4, so T = 4 / ln 3.
    const logits = [
      [4, 0],
      [0, 4],
      [4, 0],
      [4, 0],
    ];
    expect(fitTemperature(logits, [0, 1, 0, 1])).toBeCloseTo(4 / Math.log(3), 4);
  });

  it('scales with the logits', () => {
    const logits = [
      [2, 0.1, -1],
      [0.3, 1, 0.2],
      [-1, 0, 0.5],
      [1.5, 1.4, 0],
    ];
    const labels = [0, 1, 2, 1];
    const temperature = fitTemperature(logits, labels);
    expect(
      fitTemperature(
        logits.map((row) => row.map((x) => 3 * x)),
        labels,
      ),
    ).toBeCloseTo(3 * temperature, 4);
    const best = meanNegativeLogLikelihood(logits, labels, temperature);
    for (const factor of [0.9, 1.1]) {
      expect(meanNegativeLogLikelihood(logits, labels, factor * temperature)).toBeGreaterThan(best);
    }
  });

  it('stays within its bounds when every row is right, and when every row is wrong', () => {
    expect(fitTemperature([[1, 0]], [0])).toBeCloseTo(0.05, 4);
    expect(fitTemperature([[1, 0]], [1])).toBeCloseTo(20, 2);
  });

  it('refuses no rows and counts that differ', () => {
    expect(() => fitTemperature([], [])).toThrow(/at least one row/);
    expect(() => fitTemperature([[1, 0]], [])).toThrow(/1 rows .* 0 labels/);
  });
});

describe('meanNegativeLogLikelihood', () => {
  it('does not overflow on large logits', () => {
    expect(meanNegativeLogLikelihood([[1000, 0]], [1])).toBeCloseTo(1000, 9);
  });
});
