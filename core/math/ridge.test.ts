import { describe, expect, it } from 'vitest';
import { centredMoments, fitRidge } from './ridge';

describe('fitRidge', () => {
  const rows = [[0, 1], [0], [1], []];
  const responses = [6, 3, 4, 1];

  it('finds a linear response exactly without a penalty', () => {
    const fit = fitRidge(centredMoments(2, rows, responses, [1, 2, 3, 4]), 0);
    expect(fit.weights[0]).toBeCloseTo(2, 12);
    expect(fit.weights[1]).toBeCloseTo(3, 12);
    expect(fit.intercept).toBeCloseTo(1, 12);
    expect(fit.r2).toBeCloseTo(1, 12);
    expect(fit.illConditioned).toBe(false);
  });

  it('fits a constant response exactly, however its mean rounds', () => {
    // By these weights the sum of products over that of the weights is not 0.1.
    const weights = [0.3, 0.6, 0.7, 0.1];
    const fit = fitRidge(centredMoments(2, rows, [0.1, 0.1, 0.1, 0.1], weights), 1);
    expect([...fit.weights]).toEqual([0, 0]);
    expect(fit).toMatchObject({ intercept: 0.1, r2: 1 });
  });

  it('shrinks weights but not the mean of the predictions', () => {
    // Balanced rows: the centred gram is the identity, so alpha = 1 halves the weights.
    const fit = fitRidge(centredMoments(2, rows, responses, [1, 1, 1, 1]), 1);
    expect(fit.weights[0]).toBeCloseTo(1, 12);
    expect(fit.weights[1]).toBeCloseTo(1.5, 12);
    expect(fit.intercept).toBeCloseTo(3.5 - 0.5 * 2.5, 12);
  });

  it('keeps the features it is given and leaves the others at zero', () => {
    const fit = fitRidge(centredMoments(2, rows, responses, [1, 1, 1, 1]), 0, [1]);
    expect([...fit.weights]).toEqual([0, 3]);
    expect(fit.r2).toBeLessThan(1);
  });

  it('ignores rows without weight and says when columns cannot be told apart', () => {
    const fit = fitRidge(centredMoments(2, [[0, 1], [], [0]], [4, 0, 99], [1, 1, 0]), 0);
    expect(fit.illConditioned).toBe(true);
    expect(fit.weights[0]! + fit.weights[1]!).toBeCloseTo(4, 12);
  });
});
