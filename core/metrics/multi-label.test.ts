import { describe, expect, it } from 'vitest';
import { multiLabelMetrics } from './multi-label';

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
