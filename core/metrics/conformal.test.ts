import { describe, expect, it } from 'vitest';
import { softmax } from '../math/softmax';
import { Random } from '../math/random';
import { conformalSet, fitConformalSets, measureConformalSets } from './conformal';

/** Rows whose labels are drawn from their own probabilities, which the model states too sure by a factor. */
function drawRows(count: number, seed: number, sureness: number) {
  const random = new Random(seed);
  const probabilities: Float64Array[] = [];
  const labels: number[] = [];
  for (let row = 0; row < count; row++) {
    const logits = Array.from({ length: 3 }, () => 3 * random.uniform());
    const truth = softmax(logits);
    let rest = random.uniform();
    labels.push(
      Math.max(
        0,
        [...truth].findIndex((p) => (rest -= p) < 0),
      ),
    );
    probabilities.push(Float64Array.from(softmax(logits.map((logit) => sureness * logit))));
  }
  return { probabilities, labels };
}

describe('fitConformalSets', () => {
  it('takes the order statistic of the true classes that Sadinle et al. state', () => {
    const probabilities = [0.05, 0.5, 0.9, 0.7, 0.6, 0.8, 0.3, 0.4, 0.95].map((p) => [p, 1 - p]);
    const labels = new Array<number>(9).fill(0);
    // Ten with the unseen one: a tenth of them may be missed, so the least probability of all is kept.
    expect(fitConformalSets(probabilities, labels, 0.9).threshold).toBe(0.05);
    expect(fitConformalSets(probabilities, labels, 0.8).threshold).toBe(0.3);
  });

  it.each([1, 3, 0.4])(
    'covers unseen rows as promised, also of a model %s times as sure as it may be',
    (sureness) => {
      const fitted = drawRows(4000, 1, sureness);
      const unseen = drawRows(4000, 2, sureness);
      const sets = fitConformalSets(fitted.probabilities, fitted.labels, 0.9);
      const { coverage } = measureConformalSets(unseen.probabilities, unseen.labels, sets);
      // Four standard errors of a share of 4,000 fitted on 4,000.
      expect(Math.abs(coverage - 0.9)).toBeLessThan(4 * Math.sqrt((2 * 0.9 * 0.1) / 4000));
    },
  );

  it('refuses what cannot keep the promise', () => {
    expect(() => fitConformalSets([[1]], [0], 0.9)).toThrow('takes at least 9 rows, not 1');
    expect(() => fitConformalSets([[1]], [0], 1)).toThrow('above 0 and below 1');
    expect(() => fitConformalSets([[1]], [], 0.9)).toThrow('0 labels');
  });
});

describe('conformalSet', () => {
  it('orders by probability and is never empty', () => {
    expect(conformalSet([0.2, 0.5, 0.3], { threshold: 0.25 })).toEqual([1, 2]);
    expect(conformalSet([0.2, 0.5, 0.3], { threshold: 0.9 })).toEqual([1]);
  });
});
