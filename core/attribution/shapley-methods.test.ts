import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gameOf, halvingTree, randomTable, tableGame } from '../../test/synthetic';
import { Random } from '../math/random';
import type { Attribution } from './attribution';
import { shapleyValues } from './exact-shapley';
import { coalitionKey, type Game } from './game';
import { kernelShap } from './kernel-shap';
import { leverageShap } from './leverage-shap';
import { partitionShap } from './partition-shap';
import { permutationShap } from './permutation-shap';
import { Run } from './run';
import type { RunControl } from './types';

type Method = (game: Game, evaluations: number, seed: number, control?: RunControl) => Promise<Attribution>;

const sampled: Record<string, Method> = {
  'kernel-shap': (game, evaluations, seed, control = {}) =>
    kernelShap(game, { evaluations, seed, precision: 0 }, new Run(control)),
  'leverage-shap': (game, evaluations, seed, control = {}) =>
    leverageShap(game, { evaluations, seed, precision: 0 }, new Run(control)),
  'permutation-shap': (game, evaluations, seed, control = {}) =>
    permutationShap(game, { evaluations, seed, precision: 0 }, new Run(control)),
};

const all: Record<string, Method> = {
  ...sampled,
  'partition-shap': (game, evaluations, _, control = {}) =>
    partitionShap(game, halvingTree(0, game.players), { evaluations }, new Run(control)),
};

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const players = fc.integer({ min: 2, max: 8 });
/** From a small sample to every coalition there is. */
const share = fc.double({ min: 0, max: 1.5, noNaN: true });

const budget = (m: number, part: number): number => Math.max(2 * m, Math.round(part * 2 ** m));
/** Enough for any method to evaluate whatever it may ask. */
const everything = 10_000;

const close = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-9);
};

describe.each(Object.entries(all))('%s', (_, method) => {
  it('efficiency: values sum to v(all) - v(none) at any budget', () =>
    fc.assert(
      fc.asyncProperty(players, share, seeds, async (m, part, seed) => {
        const table = randomTable(m, seed);
        const result = await method(tableGame(m, table), Math.max(4, budget(m, part)), seed);
        const sum = result.values.reduce((total, value) => total + value, 0);
        expect(result.baseValue).toBe(table[0]);
        expect(result.outputValue).toBe(table[2 ** m - 1]);
        expect(Math.abs(sum - (result.outputValue - result.baseValue))).toBeLessThan(1e-9);
      }),
    ));

  it('symmetry: players that add the same to every coalition get the same', () =>
    fc.assert(
      fc.asyncProperty(players, seeds, async (m, seed) => {
        // Two neighbours under one parent of the tree, which keeps their symmetry.
        const table = randomTable(m, seed);
        const game = gameOf(m, (present) => {
          const both = present[0]! + present[1]!;
          return table[present.reduce((bits, bit, i) => (i < 2 ? bits : bits | (bit << i)), both === 2 ? 3 : both)]!;
        });
        const tree = { start: 0, end: m, children: [halvingTree(0, 2), ...(m > 2 ? [halvingTree(2, m)] : [])] };
        const { values } =
          method === all['partition-shap']
            ? await partitionShap(game, m > 2 ? tree : halvingTree(0, 2), { evaluations: everything }, new Run({}))
            : await method(game, everything, seed);
        expect(Math.abs(values[0]! - values[1]!)).toBeLessThan(1e-9);
      }),
    ));

  it('dummy: a player that never adds anything gets nothing', () =>
    fc.assert(
      fc.asyncProperty(players, seeds, fc.nat(), async (m, seed, pick) => {
        const dummy = pick % m;
        const table = randomTable(m, seed);
        const game = gameOf(m, (present) =>
          present.reduce((bits, bit, i) => (i === dummy ? bits : bits | (bit << i)), 0) in table
            ? table[present.reduce((bits, bit, i) => (i === dummy ? bits : bits | (bit << i)), 0)]!
            : 0,
        );
        const { values } = await method(game, everything, seed);
        expect(Math.abs(values[dummy]!)).toBeLessThan(1e-9);
      }),
    ));

  it('linearity: a sum of games gets the sum of values', () =>
    fc.assert(
      fc.asyncProperty(players, share, seeds, async (m, part, seed) => {
        const [a, b] = [randomTable(m, seed), randomTable(m, seed ^ 1)];
        const evaluations = method === all['partition-shap'] ? everything : budget(m, part);
        const values = async (table: Float64Array) =>
          (await method(tableGame(m, table), evaluations, seed)).values;
        const [ofA, ofB] = [await values(a), await values(b)];
        const ofSum = await values(a.map((value, i) => 2 * value - 3 * b[i]!));
        close(
          ofSum,
          ofA.map((value, i) => 2 * value - 3 * ofB[i]!),
        );
      }),
    ));

  it('gives an additive game its own weights', async () => {
    const weights = Array.from({ length: 14 }, (_, i) => Math.sin(i + 1));
    const game = gameOf(14, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0.25));
    const { values, standardErrors } = await method(game, 140, 3);
    if (method !== all['partition-shap']) {
      close(values, weights);
      expect(Math.max(...standardErrors!)).toBeLessThan(1e-9);
    } else {
      close((await method(game, everything, 0)).values, weights);
    }
  });

  it('gives the same bytes whatever the batch size, and whatever the order a batch is evaluated in', async () => {
    const game = tableGame(10, randomTable(10, 5));
    const backwards: Game = {
      players: 10,
      values: async (coalitions, signal) => (await game.values(coalitions.toReversed(), signal)).toReversed(),
    };
    const reference = await method(game, 150, 9);
    for (const batchSize of [1, 7, 64, 10_000]) {
      expect(await method(game, 150, 9, { batchSize })).toEqual(reference);
      expect(await method(backwards, 150, 9, { batchSize })).toEqual(reference);
    }
  });

  it('stays within its budget, asks for no coalition twice and reports what it asked for', async () => {
    const asked: string[] = [];
    const table = randomTable(10, 5);
    const inner = tableGame(10, table);
    const game: Game = {
      players: 10,
      values(coalitions) {
        asked.push(...coalitions.map(coalitionKey));
        return inner.values(coalitions);
      },
    };
    let last = { done: 0, total: 0 };
    await method(game, 150, 1, { batchSize: 13, onProgress: (progress) => (last = progress) });
    expect(asked.length).toBeLessThanOrEqual(150);
    expect(new Set(asked).size).toBe(asked.length);
    expect(last.done).toBe(asked.length);
    expect(last.total).toBeGreaterThanOrEqual(last.done);
  });

  it('stops within the batch in which it is cancelled', async () => {
    const controller = new AbortController();
    const table = tableGame(12, randomTable(12, 1));
    let batches = 0;
    const game: Game = {
      players: 12,
      values(coalitions) {
        if (++batches === 3) controller.abort();
        return table.values(coalitions);
      },
    };
    const run = method(game, 500, 1, { signal: controller.signal, batchSize: 8 });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(batches).toBe(3);
  });
});

describe.each(Object.entries(sampled))('%s, sampled', (_, method) => {
  const m = 10;
  const table = randomTable(m, 77).map((value, bits) => {
    // Mostly additive, as texts are, with interactions on top.
    const sum = Array.from({ length: m }, (_, i) => ((bits >> i) & 1) * Math.cos(3 * i)).reduce((a, b) => a + b);
    return Math.tanh(sum) + 0.2 * value;
  });
  const exact = shapleyValues(table, m);
  const game = tableGame(m, table);

  it('is exact where all coalitions fit the budget', async () => {
    const { values, standardErrors } = await method(game, 2 ** m, 0);
    close(values, exact);
    expect([...standardErrors!]).toEqual(Array(m).fill(0));
  });

  it('gives the same with the same seed and something else with another', async () => {
    const first = await method(game, 120, 4);
    expect(await method(game, 120, 4)).toEqual(first);
    expect((await method(game, 120, 5)).values).not.toEqual(first.values);
  });

  it('comes to the exact values on average, and its standard errors are the size of its errors', async () => {
    const runs = 200;
    const bias = new Float64Array(m);
    let [squaredError, squaredEstimate] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const { values, standardErrors } = await method(game, 200, seed);
      values.forEach((value, i) => {
        bias[i]! += (value - exact[i]!) / runs;
        squaredError += (value - exact[i]!) ** 2;
        squaredEstimate += standardErrors![i]! ** 2;
      });
    }
    const typical = Math.sqrt(squaredError / runs / m);
    expect(Math.max(...bias.map(Math.abs))).toBeLessThan(typical / 2);
    expect(squaredEstimate / squaredError).toBeGreaterThan(0.6);
    expect(squaredEstimate / squaredError).toBeLessThan(1.7);
  });

  it('shows partial results whose standard errors shrink as samples arrive', async () => {
    const shown: number[] = [];
    const run = new Run(
      {
        onProgress: ({ partial }) => {
          if (partial?.standardErrors) shown.push(Math.max(...partial.standardErrors));
        },
      },
      (attribution, evaluations) => ({
        method: 'kernel-shap',
        target: { classIndex: 0, output: 'probability' },
        unit: 'word',
        spans: [],
        values: [...attribution.values],
        standardErrors: attribution.standardErrors && [...attribution.standardErrors],
        baseValue: 0,
        outputValue: 0,
        delta: 0,
        evaluations,
        seconds: 0,
        settings: {},
        diagnostics: {},
        notes: [],
      }),
    );
    const settings = { evaluations: 900, seed: 1, precision: 0 };
    await { 'kernel-shap': kernelShap, 'leverage-shap': leverageShap, 'permutation-shap': permutationShap }[
      _ as 'kernel-shap'
    ](game, settings, run);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.at(-1)!).toBeLessThan(shown[0]!);
  });

  it('stops early at the chosen precision, at the same place whatever the batch size', async () => {
    const precise = async (batchSize: number) => {
      const run = new Run({ batchSize });
      const settings = { evaluations: 1000, seed: 3, precision: 0.03 };
      const explain = { 'kernel-shap': kernelShap, 'leverage-shap': leverageShap, 'permutation-shap': permutationShap };
      const result = await explain[_ as 'kernel-shap'](game, settings, run);
      return { result, done: run.done };
    };
    const reference = await precise(64);
    expect(reference.done).toBeLessThan(1000);
    expect(Math.max(...reference.result.standardErrors!)).toBeLessThanOrEqual(0.03);
    expect(await precise(5)).toEqual(reference);
  });
});

describe('a budget that is too small', () => {
  const game = tableGame(12, randomTable(12, 2));

  it('is refused where nothing can be said', async () => {
    await expect(sampled['kernel-shap']!(game, 3, 0)).rejects.toThrow(/at least 4 evaluations/);
    await expect(sampled['permutation-shap']!(game, 23, 0)).rejects.toThrow(/at least 24 evaluations/);
  });

  it('is noted where the regression cannot tell all features apart, and the sum still holds', async () => {
    const { values, standardErrors, notes, baseValue, outputValue } = await sampled['kernel-shap']!(game, 12, 0);
    expect(notes.join()).toMatch(/ill-conditioned/);
    expect(standardErrors).toBeNull();
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(outputValue - baseValue, 9);
  });
});

it('random tables differ', () => {
  expect(new Random(1).uniform()).not.toBe(new Random(2).uniform());
});
