import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coalitionInput as inputOf } from '../../../test/shapley-methods';
import { bitsOf, gameOf, randomTable, tableGame } from '../../../test/synthetic';
import { coalitionKey, type Game } from '../games/game';
import { Run } from '../run';
import { banzhaf } from './banzhaf';

const values = (
  game: Game,
  settings: { evaluations: number; seed?: number; until?: number },
  run = new Run({}),
) => banzhaf.explain(inputOf(game), { seed: 0, budget: 'normal', until: 0, ...settings }, run);

/** By the definition: the mean of what a player adds over all coalitions of the others. */
function bruteForce(table: ArrayLike<number>, players: number): number[] {
  return Array.from({ length: players }, (_, player) => {
    let sum = 0;
    for (let bits = 0; bits < table.length; bits++) {
      if (!((bits >> player) & 1)) sum += table[bits | (1 << player)]! - table[bits]!;
    }
    return sum / 2 ** (players - 1);
  });
}

/** Mostly additive, as texts are, with interactions on top. */
const players = 10;
const noise = randomTable(players, 77);
const game = gameOf(players, (present) => {
  const sum = present.reduce((total, bit, i) => total + bit * Math.cos(3 * i), 0);
  return Math.tanh(sum) + 0.2 * noise[bitsOf(present)]!;
});
const exact = [...(await values(game, { evaluations: 2 ** players })).values];

describe('banzhaf', () => {
  it('equals the definition where all coalitions fit the budget', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.nat(), async (m, seed) => {
        const table = randomTable(m, seed);
        const found = await values(tableGame(m, table), { evaluations: 256 });
        const expected = bruteForce(table, m);
        found.values.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12));
        expect([...found.standardErrors!]).toEqual(expected.map(() => 0));
        expect([found.baseValue, found.outputValue]).toEqual([table[0], table[2 ** m - 1]]);
      }),
    ));

  it('lets every group count alike, where Shapley values let every size', async () => {
    // Worth 1 where any of three is present: alone in 1 of 4 groups of the others, not in 1 of 3 orders.
    const found = await values(
      gameOf(3, (present) => (present.includes(1) ? 1 : 0)),
      { evaluations: 8 },
    );
    expect([...found.values]).toEqual([0.25, 0.25, 0.25]);
  });

  it('comes to the exact values on average, and its standard errors are the size of its errors', async () => {
    const runs = 200;
    const bias = new Float64Array(players);
    let [squaredError, squaredEstimate] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const found = await values(game, { evaluations: 200, seed });
      found.values.forEach((value, i) => {
        bias[i]! += (value - exact[i]!) / runs;
        squaredError += (value - exact[i]!) ** 2;
        squaredEstimate += found.standardErrors![i]! ** 2;
      });
    }
    const typical = Math.sqrt(squaredError / runs / players);
    // Of 200 runs the mean errs by a fourteenth of one, give or take.
    expect(Math.max(...bias.map(Math.abs))).toBeLessThan(typical / 4);
    expect(squaredEstimate / squaredError).toBeGreaterThan(0.85);
    expect(squaredEstimate / squaredError).toBeLessThan(1.15);
  });

  it('knows how little is left open when nearly every pair is drawn', async () => {
    const table = randomTable(5, 3);
    // 2^5 coalitions do not fit 31, but 14 of their 15 other pairs do.
    const nearly = await values(tableGame(5, table), { evaluations: 31 });
    const expected = bruteForce(table, 5);
    nearly.values.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(4 * nearly.standardErrors![i]! + 1e-9);
      expect(nearly.standardErrors![i]).toBeLessThan(0.03);
    });
  });

  it('stops early at the chosen until, at the same place whatever the batch size', async () => {
    const stopped = async (batchSize: number) => {
      const run = new Run({ batchSize });
      const result = await values(game, { evaluations: 1000, seed: 3, until: 0.05 }, run);
      return { result, done: run.done };
    };
    const reference = await stopped(64);
    expect(reference.done).toBeLessThan(1000);
    expect(Math.max(...reference.result.standardErrors!)).toBeLessThanOrEqual(0.05);
    expect(await stopped(7)).toEqual(reference);
  });

  it('stays within its budget and asks for no coalition twice', async () => {
    const asked: string[] = [];
    const counted: Game = {
      players,
      values(coalitions) {
        asked.push(...coalitions.map(coalitionKey));
        return game.values(coalitions);
      },
    };
    await values(counted, { evaluations: 301, seed: 1 });
    expect(asked).toHaveLength(300);
    expect(new Set(asked).size).toBe(300);
  });

  it('is seeded, and takes texts of more words than numbers hold groups', async () => {
    const first = await values(game, { evaluations: 100, seed: 4 });
    expect(await values(game, { evaluations: 100, seed: 4 })).toEqual(first);
    expect((await values(game, { evaluations: 100, seed: 5 })).values).not.toEqual(first.values);
    const long = await values(
      gameOf(1200, (present) => present[7]!),
      { evaluations: 400 },
    );
    expect(Math.abs(long.values[7]! - 1)).toBeLessThan(1e-12);
    expect(long.standardErrors![7]).toBe(0);
  });

  it('refuses a budget of no pair', async () => {
    await expect(values(game, { evaluations: 3 })).rejects.toThrow(/at least 4 evaluations/);
  });
});
