import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAttributionOracle, type ShapleyOracle } from '../../../test/attribution-oracle';
import { Random } from '../../math/random';
import { drawByLeverage, strata, type Pair } from './coalition-pairs';
import { designPairs } from './pair-design';
import { ShapleyInterpolation } from '../shapley/shapley-interpolation';

const keys = (pairs: readonly Pair[]): string[] => pairs.map(({ members }) => members.join());

function meanSquaredError(
  values: ArrayLike<number>,
  exact: readonly number[],
  pairs: readonly Pair[],
): number {
  const players = exact.length;
  const full = 2 ** players - 1;
  const interpolation = new ShapleyInterpolation(players, pairs.length, values[full]! - values[0]!);
  const differences = pairs.map(({ members }) => {
    const bits = members.reduce((sum, member) => sum | (1 << member), 0);
    return values[bits]! - values[full - bits]!;
  });
  interpolation.add(pairs, differences);
  const found = interpolation.estimate().values;
  return exact.reduce((sum, value, i) => sum + (value - found[i]!) ** 2 / players, 0);
}

describe('designPairs', () => {
  it('makes different pairs that lack the last player, each with its stratum', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 24 }),
        fc.integer({ min: 1, max: 300 }),
        fc.nat(),
        (players, wanted, seed) => {
          const count = Math.min(wanted, 2 ** (players - 1) - 1);
          const pairs = designPairs(players, count, new Random(seed));
          expect(pairs).toHaveLength(count);
          expect(new Set(keys(pairs)).size).toBe(count);
          for (const { members, stratum } of pairs) {
            expect(members).not.toContain(players - 1);
            expect([...members].sort((a, b) => a - b)).toEqual(members);
            expect(strata(players)[stratum]!.size).toBe(Math.min(members.length, players - members.length));
          }
        },
      ),
      { numRuns: 60 },
    ));

  it('begins alike whatever the number of pairs', () => {
    const long = designPairs(13, 150, new Random(4));
    expect(designPairs(13, 40, new Random(4))).toEqual(long.slice(0, 40));
    expect(keys(designPairs(13, 40, new Random(5)))).not.toEqual(keys(long.slice(0, 40)));
  });

  it('takes every player into account alone before long', () => {
    const singles = designPairs(12, 30, new Random(1)).filter(({ stratum }) => stratum === 0);
    expect(singles).toHaveLength(12);
  });

  it('estimates better than as many pairs drawn by leverage, on real games at every budget', () => {
    const games = readAttributionOracle<ShapleyOracle[]>('shapley').filter(({ exact }) => exact.length >= 9);
    for (const perPlayer of [5, 10, 20]) {
      let [designed, drawn] = [0, 0];
      for (const { values, exact } of games) {
        const players = exact.length;
        const count = Math.floor((perPlayer * players - 2) / 2);
        for (let seed = 0; seed < 3; seed++) {
          designed += meanSquaredError(values, exact, designPairs(players, count, new Random(seed)));
          drawn += meanSquaredError(values, exact, drawByLeverage(players, count, new Random(seed)));
        }
      }
      expect(designed / drawn).toBeLessThan(0.9);
    }
  });
});
