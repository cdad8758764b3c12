import { describe, expect, it } from 'vitest';
import { readAttributionOracle, type LimeOracle } from '../../../test/attribution-oracle';
import { fitLime, limeKernel, type LimeRows } from './lime-regression';

const settings = { kernelWidth: 25, alpha: 1, selection: 'none', selected: 10 } as const;

function rowsOf({ masks, values }: LimeOracle): LimeRows {
  return {
    features: masks[0]!.length,
    masks: masks.map((mask) => [...mask].flatMap((bit, i) => (bit === '1' ? [i] : []))),
    values,
    counts: masks.map(() => 1),
  };
}

describe('fitLime', () => {
  const oracle = readAttributionOracle<LimeOracle[]>('lime');

  it('equals lime_base on the golden masks', () => {
    for (const golden of oracle) {
      const fit = fitLime(rowsOf(golden), settings);
      golden.weights.forEach((weight, i) => expect(Math.abs(fit.weights[i]! - weight)).toBeLessThan(1e-9));
      expect(fit.intercept).toBeCloseTo(golden.intercept, 9);
      expect(fit.r2).toBeCloseTo(golden.score, 9);
      const prediction = fit.weights.reduce((sum, weight) => sum + weight, fit.intercept);
      expect(prediction).toBeCloseTo(golden.local_prediction, 9);
    }
  });
});

describe('limeKernel', () => {
  it('is one at the text itself and smallest where nothing is left', () => {
    expect(limeKernel(7, 7, 25)).toBe(1);
    expect(limeKernel(0, 7, 25)).toBeCloseTo(Math.exp(-8), 12);
  });
});
