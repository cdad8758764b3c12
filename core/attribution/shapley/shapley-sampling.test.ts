import { describe, expect, it } from 'vitest';
import { sampledMethods } from '../../../test/shapley-methods';
import { bitsOf, gameOf, randomTable, tableGame } from '../../../test/synthetic';
import { readAttributionOracle, type ShapleyOracle } from '../../../test/attribution-oracle';
import { Random } from '../../math/random';
import { interactionDecay } from '../games/smoothness';
import { shapleyValues } from './exact-shapley';
import { Run } from '../run';

/** Mostly additive, as texts are, with interactions on top. */
const players = 10;
const noise = randomTable(players, 77);
const game = gameOf(players, (present) => {
  const sum = present.reduce((total, bit, i) => total + bit * Math.cos(3 * i), 0);
  return Math.tanh(sum) + 0.2 * noise[bitsOf(present)]!;
});
const table = await game.values(
  Array.from({ length: 2 ** players }, (_, bits) =>
    Uint8Array.from({ length: players }, (_, i) => (bits >> i) & 1),
  ),
);
const exact = shapleyValues(table, players);

describe.each(Object.entries(sampledMethods))('%s', (name, method) => {
  it('is exact where all coalitions fit the budget', async () => {
    const { values, standardErrors } = await method(game, { evaluations: 2 ** players, seed: 0 });
    values.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-9));
    expect([...standardErrors!]).toEqual(Array(players).fill(0));
  });

  it('counts every coalition once where a run that might stop comes to all of them', async () => {
    const run = new Run({});
    const { values } = await method(game, { evaluations: 2 ** players, seed: 0, until: 1e-12 }, run);
    expect(run.done).toBeLessThanOrEqual(2 ** players);
    // Orders may end before every coalition has come.
    if (name !== 'permutation-shap') {
      values.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-9));
      expect(run.done).toBe(2 ** players);
    }
  });

  it('equals shap on the golden games where all coalitions fit the budget', async () => {
    for (const { values, exact, kernel_shap } of readAttributionOracle<ShapleyOracle[]>('shapley')) {
      const golden = tableGame(exact.length, values);
      const found = await method(golden, { evaluations: 2 * exact.length + 2048, seed: 0 });
      found.values.forEach((value, i) => {
        expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-9);
        expect(Math.abs(value - kernel_shap[i]!)).toBeLessThan(1e-6);
      });
    }
  });

  it('gives the same with the same seed and something else with another', async () => {
    const first = await method(game, { evaluations: 120, seed: 4 });
    expect(await method(game, { evaluations: 120, seed: 4 })).toEqual(first);
    expect((await method(game, { evaluations: 120, seed: 5 })).values).not.toEqual(first.values);
  });

  it('comes to the exact values on average, and its standard errors are the size of its errors', async () => {
    const runs = 150;
    const bias = new Float64Array(players);
    let [squaredError, squaredEstimate] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const { values, standardErrors } = await method(game, { evaluations: 200, seed });
      values.forEach((value, i) => {
        bias[i]! += (value - exact[i]!) / runs;
        squaredError += (value - exact[i]!) ** 2;
        squaredEstimate += standardErrors![i]! ** 2;
      });
    }
    const typical = Math.sqrt(squaredError / runs / players);
    expect(Math.max(...bias.map(Math.abs))).toBeLessThan(typical);
    const ratio = squaredEstimate / squaredError;
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.7);
  });

  it('shows partial results whose standard errors shrink as samples arrive', async () => {
    const shown: number[] = [];
    const run = new Run({ onProgress: () => undefined }, ({ standardErrors, values }) => {
      expect(values).toHaveLength(players);
      if (standardErrors) shown.push(Math.max(...standardErrors));
      return {} as never;
    });
    await method(game, { evaluations: 900, seed: 1 }, run);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.at(-1)!).toBeLessThan(shown[0]!);
  });

  it('stops early at the chosen until, at the same place whatever the batch size', async () => {
    const until = name === 'permutation-shap' ? 0.06 : 0.03;
    const stopped = async (batchSize: number) => {
      const run = new Run({ batchSize });
      const result = await method(game, { evaluations: 1000, seed: 3, until }, run);
      return { result, done: run.done };
    };
    const reference = await stopped(64);
    expect(reference.done).toBeLessThan(1000);
    expect(Math.max(...reference.result.standardErrors!)).toBeLessThanOrEqual(until);
    expect(await stopped(5)).toEqual(reference);
  });
});

describe('interpolation', () => {
  it('has at most half of the squared error of the regression on the golden games', async () => {
    const golden = readAttributionOracle<ShapleyOracle[]>('shapley').filter(({ exact }) => exact.length > 8);
    const squaredError = async (name: string): Promise<number> => {
      let sum = 0;
      for (const { values, exact } of golden) {
        const evaluations = 10 * exact.length;
        const scale = exact.reduce((total, value) => total + value ** 2, 0);
        for (let seed = 0; seed < 5; seed++) {
          const found = await sampledMethods[name]!(tableGame(exact.length, values), { evaluations, seed });
          found.values.forEach((value, i) => (sum += (value - exact[i]!) ** 2 / scale));
        }
      }
      return sum;
    };
    for (const method of ['kernel-shap', 'leverage-shap']) {
      const byRegression = await squaredError(`${method} by regression`);
      expect(await squaredError(`${method} by interpolation`)).toBeLessThan(byRegression / 2);
    }
  });

  it('errs less with fitted correlations, on the golden games', async () => {
    const golden = readAttributionOracle<ShapleyOracle[]>('shapley').filter(({ exact }) => exact.length > 8);
    const squaredError = async (name: string): Promise<number> => {
      let sum = 0;
      for (const { values, exact } of golden) {
        for (let seed = 0; seed < 3; seed++) {
          const found = await sampledMethods[name]!(tableGame(exact.length, values), {
            evaluations: 10 * exact.length,
            seed,
          });
          found.values.forEach((value, i) => (sum += (value - exact[i]!) ** 2 / exact.length));
        }
      }
      return sum;
    };
    const fixed = await squaredError('shapley-interpolation with a fixed correlation');
    expect(await squaredError('shapley-interpolation')).toBeLessThan(0.95 * fixed);
  });

  it('takes the fixed correlation where fitted ones leave nothing but rounding', async () => {
    // Nothing but the prior holds the correlations of an additive game.
    const additive = gameOf(players, (present) =>
      present.reduce((sum, bit, i) => sum + bit * Math.cos(3 * i), 0),
    );
    const sampling = { evaluations: 620, seed: 0 };
    const found = await sampledMethods['shapley-interpolation']!(additive, sampling);
    found.values.forEach((value, i) => expect(value).toBeCloseTo(Math.cos(3 * i), 6));
    expect(found).toEqual(
      await sampledMethods['shapley-interpolation with a fixed correlation']!(additive, sampling),
    );
  });

  it('refuses more evaluations than it can take', async () => {
    const large = gameOf(20, (present) => present[0]!);
    const method = sampledMethods['kernel-shap by interpolation']!;
    await expect(method(large, { evaluations: 10_000, seed: 0 })).rejects.toThrow(
      /at most 8194 .* kernel-shap or leverage-shap with the estimator "regression"/,
    );
  });

  it('needs no more evaluations than it is given, and says nothing of its errors where it cannot', async () => {
    const { values, standardErrors } = await sampledMethods['kernel-shap by interpolation']!(game, {
      evaluations: 12,
      seed: 0,
    });
    expect(standardErrors).toBeNull();
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(table.at(-1)! - table[0]!, 9);
  });
});

describe('the standard errors of runs that stop as soon as they may', () => {
  const golden = readAttributionOracle<ShapleyOracle[]>('shapley').filter(({ exact }) => exact.length > 8);

  it.each(['shapley-interpolation', 'leverage-shap by interpolation', 'permutation-shap'])(
    'are the size of the errors of %s',
    async (name) => {
      let [squaredZ, count] = [0, 0];
      for (const { values, exact } of golden) {
        const own = tableGame(exact.length, values);
        for (let seed = 0; seed < 12; seed++) {
          // As much as is asked for, however little is known.
          const { values: found, standardErrors } = await sampledMethods[name]!(own, {
            evaluations: 1000,
            seed,
            until: 0.1,
          });
          found.forEach((value, i) => (squaredZ += ((value - exact[i]!) / standardErrors![i]!) ** 2));
          count += exact.length;
        }
      }
      expect(squaredZ / count).toBeGreaterThan(0.75);
      expect(squaredZ / count).toBeLessThan(1.2);
    },
  );
});

describe('the standard errors of the interpolation', () => {
  it('are the size of its errors on games as its prior expects them, however few pairs are known', async () => {
    const size = 8;
    const random = new Random(5);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    let [squaredZ, count] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      // Interactions of k players have a standard deviation of decay^(k / 2).
      const strengths = Float64Array.from(
        { length: 2 ** size },
        (_, set) => normal() * interactionDecay ** (countBits(set) / 2),
      );
      const values = walsh(strengths);
      const truth = shapleyValues(values, size);
      const { values: found, standardErrors } = await sampledMethods['leverage-shap by interpolation']!(
        tableGame(size, values),
        { evaluations: 2 + 4 * size, seed },
      );
      found.forEach((value, i) => (squaredZ += ((value - truth[i]!) / standardErrors![i]!) ** 2));
      count += size;
    }
    expect(squaredZ / count).toBeGreaterThan(0.8);
    expect(squaredZ / count).toBeLessThan(1.35);
  });
});

function countBits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The game of which these are the strengths of all products of signs (present: 1, absent: -1). */
function walsh(strengths: Float64Array): Float64Array {
  const values = strengths.slice();
  for (let bit = 1; bit < values.length; bit *= 2) {
    for (let set = 0; set < values.length; set++) {
      if (set & bit) continue;
      const [without, own] = [values[set]!, values[set | bit]!];
      values[set] = without - own;
      values[set | bit] = without + own;
    }
  }
  return values;
}

describe('a budget that is too small', () => {
  it.each([
    ['kernel-shap by regression', 3, /at least 4 evaluations/],
    ['permutation-shap', 19, /at least 20 evaluations/],
  ])('is refused by %s where nothing can be said', async (name, evaluations, message) => {
    await expect(sampledMethods[name]!(game, { evaluations, seed: 0 })).rejects.toThrow(message);
  });

  it('is noted where the regression cannot tell all features apart, and the sum still holds', async () => {
    const { values, standardErrors, notes } = await sampledMethods['kernel-shap by regression']!(game, {
      evaluations: 12,
      seed: 0,
    });
    expect(notes.join()).toMatch(/ill-conditioned/);
    expect(standardErrors).toBeNull();
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(table.at(-1)! - table[0]!, 9);
  });
});
