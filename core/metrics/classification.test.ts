import { describe, expect, it } from 'vitest';
import { ClassificationCounts, classificationMetrics, expectedCalibrationError } from './classification';

const sure = (k: number): number[] => [0, 1, 2].map((j) => (j === k ? 0.8 : 0.1));

describe('classificationMetrics', () => {
  const labels = [0, 0, 0, 1, 1, 2, 2, 2, 2, 2];
  const predicted = [0, 0, 1, 1, 1, 2, 2, 2, 0, 1];
  const metrics = classificationMetrics(predicted.map(sure), labels);

  it('agrees with figures worked out by hand', () => {
    expect(metrics.rows).toBe(10);
    expect(metrics.accuracy).toBeCloseTo(0.7, 12);
    expect(metrics.confusion).toEqual([
      [2, 1, 0],
      [0, 2, 0],
      [1, 1, 3],
    ]);
    expect(metrics.macroRecall).toBeCloseTo((2 / 3 + 1 + 3 / 5) / 3, 12);
    expect(metrics.macroF1).toBeCloseTo((4 / 6 + 4 / 6 + 6 / 8) / 3, 12);
    expect(metrics.perClass[1]).toEqual({ precision: 0.5, recall: 1, f1: 4 / 6, support: 2 });
    expect(metrics.calibrationError).toBeCloseTo(0.1, 12);
  });

  it('averages over the classes that have rows', () => {
    const binary = classificationMetrics([sure(0), sure(2), sure(1), sure(2)], [0, 0, 2, 2]);
    expect(binary.perClass[1]).toEqual({ precision: 0, recall: null, f1: 0, support: 0 });
    expect(binary.macroRecall).toBeCloseTo(0.5, 12);
    expect(binary.macroF1).toBeCloseTo((2 / 3 + 2 / 4) / 2, 12);
  });

  it('leaves the precision of a class that is never predicted undefined', () => {
    const metrics = classificationMetrics([sure(0), sure(0)], [0, 1]);
    expect(metrics.perClass[1]).toEqual({ precision: null, recall: 0, f1: 0, support: 1 });
    expect(metrics.perClass[2]).toEqual({ precision: null, recall: null, f1: null, support: 0 });
    expect(metrics.macroF1).toBeCloseTo(1 / 3, 12);
  });

  it('refuses no rows, counts that differ and labels that are no class', () => {
    expect(() => classificationMetrics([], [])).toThrow(/at least one row/);
    expect(() => classificationMetrics([sure(0)], [0, 1])).toThrow(/1 predictions .* 2 labels/);
    expect(() => classificationMetrics([sure(0)], [3])).toThrow(/label 3 is none of 3/);
    expect(() => new ClassificationCounts(3).metrics()).toThrow(/at least one row/);
  });
});

describe('expectedCalibrationError', () => {
  it('weighs the gap of each bin by its rows', () => {
    const rows = [
      [0.9, 0.1],
      [0.9, 0.1],
      [0.4, 0.6],
      [0.4, 0.6],
    ];
    // Confidence 0.9 at accuracy 0.5, confidence 0.6 at accuracy 1.
    expect(expectedCalibrationError(rows, [0, 1, 1, 1])).toBeCloseTo((0.4 + 0.4) / 2, 12);
  });

  it('is 0 for sure and right predictions', () => {
    expect(
      expectedCalibrationError(
        [
          [1, 0],
          [0, 1],
        ],
        [0, 1],
      ),
    ).toBe(0);
  });
});
