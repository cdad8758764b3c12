import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, partition, shapleyMethods } from '../../../test/shapley-methods';
import { bitsOf, gameOf, randomTable, tableGame } from '../../../test/synthetic';
import { coalitionKey, type Game } from '../games/game';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 2 });
const players = fc.integer({ min: 2, max: 8 });
/** From a small sample to every coalition there is. */
const shares = fc.double({ min: 0, max: 1.5, noNaN: true });

const budget = (m: number, share: number): number => Math.max(4, 2 * m, Math.round(share * 2 ** m));
/** Enough for any method to evaluate whatever it may ask. */
const everything = 10_000;

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-8): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(tolerance);
}

describe.each(Object.entries(shapleyMethods))('%s', (_, method) => {
  it('efficiency: values sum to v(all) - v(none) at any budget', () =>
    fc.assert(
      fc.asyncProperty(players, shares, seeds, async (m, share, seed) => {
        const table = randomTable(m, seed);
        const evaluations = budget(m, share);
        const { values, baseValue, outputValue } = await method(tableGame(m, table), { evaluations, seed });
        expect(baseValue).toBe(table[0]);
        expect(outputValue).toBe(table[2 ** m - 1]);
        const sum = values.reduce((total, value) => total + value, 0);
        expect(Math.abs(sum - (outputValue - baseValue))).toBeLessThan(1e-9);
      }),
    ));

  it('symmetry: players that add the same to every coalition get the same', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(2, 4, 8), seeds, async (m, seed) => {
        // Players 0 and 1 count by their number alone; in the halving tree of these sizes they share a parent.
        const table = randomTable(m + 1, seed);
        const game = gameOf(m, (present) => {
          const rest = bitsOf(present) >> 2;
          return table[rest * 4 + present[0]! + present[1]!]!;
        });
        const { values } = await method(game, { evaluations: everything, seed });
        expect(Math.abs(values[0]! - values[1]!)).toBeLessThan(1e-9);
      }),
    ));

  it('dummy: a player that never adds anything gets nothing', () =>
    fc.assert(
      fc.asyncProperty(players, seeds, fc.nat(), async (m, seed, pick) => {
        const dummy = pick % m;
        const table = randomTable(m, seed);
        const game = gameOf(m, (present) => table[bitsOf(present) & ~(1 << dummy)]!);
        const { values } = await method(game, { evaluations: everything, seed });
        expect(Math.abs(values[dummy]!)).toBeLessThan(1e-9);
      }),
    ));

  it('linearity: a sum of games gets the sum of their values', () =>
    fc.assert(
      fc.asyncProperty(players, shares, seeds, async (m, share, seed) => {
        const [a, b] = [randomTable(m, seed), randomTable(m, seed + 1)];
        // Which groups a partition divides first depends on the game, and so do correlations that are fitted to it: they
        // are linear once all is evaluated.
        const evaluations = method === partition || method === fitted ? everything : budget(m, share);
        const valuesOf = async (table: Float64Array) =>
          (await method(tableGame(m, table), { evaluations, seed })).values;
        const [ofA, ofB] = [await valuesOf(a), await valuesOf(b)];
        const ofSum = await valuesOf(a.map((value, i) => 2 * value - 3 * b[i]!));
        expectClose(
          ofSum,
          ofA.map((value, i) => 2 * value - 3 * ofB[i]!),
          1e-7,
        );
      }),
    ));

  it('gives an additive game its own weights', async () => {
    const weights = Array.from({ length: 8 }, (_, i) => Math.sin(i + 1));
    const game = gameOf(8, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0.25));
    const evaluations = method === partition ? everything : 100;
    expectClose((await method(game, { evaluations, seed: 3 })).values, weights, 1e-6);
  });

  it('gives the same bytes whatever the batch size, and in whatever order a batch is evaluated', async () => {
    const game = tableGame(10, randomTable(10, 5));
    const backwards: Game = {
      players: 10,
      values: async (coalitions) => (await game.values(coalitions.toReversed())).toReversed(),
    };
    const sampling = { evaluations: 150, seed: 9 };
    const reference = await method(game, sampling);
    for (const batchSize of [1, 7, 64, 10_000]) {
      expect(await method(game, sampling, { batchSize })).toEqual(reference);
      expect(await method(backwards, sampling, { batchSize })).toEqual(reference);
    }
  });

  it('stays within its budget, asks for no coalition twice and reports what it asked for', async () => {
    const asked: string[] = [];
    const table = tableGame(10, randomTable(10, 5));
    const game: Game = {
      players: 10,
      values(coalitions) {
        asked.push(...coalitions.map(coalitionKey));
        return table.values(coalitions);
      },
    };
    let last = { done: 0, total: 0 };
    const sampling = { evaluations: 150, seed: 1 };
    await method(game, sampling, { batchSize: 13, onProgress: (progress) => (last = progress) });
    expect(asked.length).toBeGreaterThan(75);
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
    const { signal } = controller;
    const run = method(game, { evaluations: 500, seed: 1 }, { signal, batchSize: 8 });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(batches).toBe(3);
  });
});
