import { calibrationErrorOf, labelReliabilityBins } from './reliability';
import { describe, expect, it } from 'vitest';
import { Random } from '../math/random';
import { multiLabelMetrics } from './multi-label';
import { multiLabelIntervals } from './multi-label-intervals';

describe('multiLabelMetrics', () => {
  it('counts each label by itself', () => {
    const holds = [
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 0],
      [0, 1, 0],
    ];
    const probabilities = [
      [0.9, 0.2, 0.1],
      [0.6, 0.4, 0.5],
      [0.1, 0.1, 0.1],
      [0.7, 0.8, 0.1],
    ];
    const figures = multiLabelMetrics(probabilities, holds);
    expect(
      figures.perLabel.map(({ precision, recall, f1, support }) => [precision, recall, f1, support]),
    ).toEqual([
      [2 / 3, 1, 4 / 5, 2],
      [1, 1 / 2, 2 / 3, 2],
      [0, null, 0, 0],
    ]);
    expect(figures.exactMatch).toBe(0.5);
    expect(figures.microF1).toBeCloseTo(6 / 9, 12);
    expect(figures.macroF1).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
    expect(figures.macroRecall).toBe(0.75);
    const first = -(Math.log(0.9) + Math.log(0.6) + Math.log(0.9) + Math.log(0.3)) / 4;
    expect(figures.perLabel[0]!.logLoss).toBeCloseTo(first, 12);
  });

  it('stays finite where a certain answer is wrong, and refuses what does not fit', () => {
    expect(multiLabelMetrics([[0]], [[1]]).logLoss).toBeCloseTo(Math.log(1e7), 6);
    expect(() => multiLabelMetrics([], [])).toThrow(RangeError);
    expect(() => multiLabelMetrics([[0.5]], [[1, 0]])).toThrow(RangeError);
  });
});

describe('multiLabelIntervals', () => {
  const draw = new Random(7);
  const rows = Array.from({ length: 400 }, () => [0, 1, 2].map(() => Number(draw.uniform() < 0.3)));
  // Each label is said as it is in nine of ten rows.
  const probabilities = rows.map((row) => row.map((is) => (draw.uniform() < 0.9 ? is : 1 - is)));

  it('hold the figures, and narrow with the rows as 1/sqrt', () => {
    const figures = multiLabelMetrics(probabilities, rows);
    const all = multiLabelIntervals(probabilities, rows, new Random(0));
    const few = multiLabelIntervals(probabilities.slice(0, 100), rows.slice(0, 100), new Random(0));
    for (const name of ['exactMatch', 'microF1', 'macroF1', 'macroRecall'] as const) {
      const { estimate, low, high } = all[name]!;
      expect(estimate).toBe(figures[name]);
      expect(low).toBeLessThan(estimate);
      expect(high).toBeGreaterThan(estimate);
      const ratio = (few[name]!.high - few[name]!.low) / (high - low);
      expect(ratio).toBeGreaterThan(1.4);
      expect(ratio).toBeLessThan(2.8);
    }
  });

  it('say nothing of micro F1 where no label holds and none is said to', () => {
    const none = multiLabelIntervals([[0.1], [0.2]], [[0], [0]], new Random(0));
    expect(none.microF1).toBeNull();
    expect(none.exactMatch.estimate).toBe(1);
    expect(() => multiLabelIntervals([], [], new Random(0))).toThrow(RangeError);
  });
});

describe('the reliability of labels that each hold or not', () => {
  it('is of the answers for all labels, by the probability of the label, and has their calibration error', () => {
    // At 10 %: one of two holds. At 90 %: two of two.
    const bins = labelReliabilityBins(
      [
        [0.1, 0.9],
        [0.1, 0.9],
      ],
      [
        [1, 1],
        [0, 1],
      ],
      5,
    );
    expect(
      bins.map(({ from, to, rows, confidence, accuracy }) => [from, to, rows, confidence, accuracy.estimate]),
    ).toEqual([
      [0, 0.2, 2, 0.1, 0.5],
      [0.8, 1, 2, 0.9, 1],
    ]);
    expect(calibrationErrorOf(bins)).toBeCloseTo((0.4 + 0.1) / 2, 12);
  });
});
