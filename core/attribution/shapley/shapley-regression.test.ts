import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAttributionOracle, type ShapleyOracle } from '../../../test/attribution-oracle';
import { randomTable } from '../../../test/synthetic';
import { Random } from '../../math/random';
import { drawByKernel, drawPairs, strata } from '../games/coalition-pairs';
import { shapleyValues } from './exact-shapley';
import { shapleyRegression } from './shapley-regression';

/** The regression over every pair of coalitions of a table of values. */
function regressAll(players: number, values: ArrayLike<number>) {
  const all = strata(players);
  const pairs = drawPairs(
    players,
    all.map(({ pairs }) => pairs),
    new Random(0),
  );
  const full = 2 ** players - 1;
  const differences = pairs.map(({ members }) => {
    const bits = members.reduce((sum, member) => sum | (1 << member), 0);
    return values[bits]! - values[full - bits]!;
  });
  return shapleyRegression(players, all, pairs, differences, values[full]! - values[0]!);
}

describe('shapleyRegression', () => {
  const oracle = readAttributionOracle<ShapleyOracle[]>('shapley');

  it('equals exact Shapley values and shap over all coalitions of the golden games', () => {
    for (const { values, exact, kernel_shap } of oracle) {
      const players = exact.length;
      const { values: found, standardErrors } = regressAll(players, values);
      expect(found).toHaveLength(players);
      found.forEach((value, i) => {
        expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-9);
        expect(Math.abs(value - kernel_shap[i]!)).toBeLessThan(1e-6);
      });
      expect([...standardErrors!]).toEqual(exact.map(() => 0));
    }
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])('equals enumeration for %i players', (players) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const random = new Random(seed);
        const values = Float64Array.from({ length: 2 ** players }, () => random.uniform());
        const exact = shapleyValues(values, players);
        regressAll(players, values).values.forEach((value, i) => {
          expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 5 },
    );
  });

  it('says nothing of its errors where whole sizes are known and others not at all', () => {
    const players = 8;
    const all = strata(players);
    const pairs = drawPairs(players, [8, 0, 0, 0], new Random(0));
    const differences = pairs.map((_, p) => Math.sin(p));
    expect(pairs).toHaveLength(8);
    expect(shapleyRegression(players, all, pairs, differences, 1).standardErrors).toBeNull();
  });

  it('gives no value an error of nothing while coalitions are unknown, though few pairs fit it exactly', () => {
    const players = 8;
    for (let seed = 0; seed < 40; seed++) {
      const pairs = drawByKernel(players, 16, new Random(seed));
      const values = randomTable(players, seed);
      const differences = pairs.map(({ members }) => {
        const bits = members.reduce((sum, member) => sum | (1 << member), 0);
        return values[bits]! - values[2 ** players - 1 - bits]!;
      });
      const { standardErrors } = shapleyRegression(players, strata(players), pairs, differences, 1);
      for (const error of standardErrors ?? []) expect(error).toBeGreaterThan(1e-6);
    }
  });
});
