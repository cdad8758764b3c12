import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import peer from '../../../test/fixtures/peers/interactions.json';
import { readAttributionOracle, type ShapleyOracle } from '../../../test/attribution-oracle';
import { bitsOf, gameOf, randomTable, tableGame } from '../../../test/synthetic';
import { Random } from '../../math/random';
import type { Game } from '../games/game';
import { memoize } from '../games/memory';
import { designPairs } from '../games/pair-design';
import { Run } from '../run';
import { pairedShap } from '../shapley/paired-shap';
import { exactInteractions, pairInteractions, type Interactions } from './pair-interactions';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 2 });
const players = fc.integer({ min: 2, max: 9 });
/** From a small sample to every coalition there is. */
const shares = fc.double({ min: 0, max: 1.5, noNaN: true });
const budget = (m: number, share: number): number => Math.max(4, 2 * m, Math.round(share * 2 ** m));

const values = ({ pairs }: Interactions): number[] => pairs.map(({ value }) => value);

/** The definition, coalition by coalition. */
function byDefinition(m: number, table: ArrayLike<number>, i: number, j: number): number {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const [a, b] = [1 << i, 1 << j];
  let sum = 0;
  for (let t = 0; t < 2 ** m; t++) {
    if (t & (a | b)) continue;
    const size = [...t.toString(2)].filter((bit) => bit === '1').length;
    const weight = (factorial(size) * factorial(m - 2 - size)) / factorial(m - 1);
    sum += weight * (table[t | a | b]! - table[t | a]! - table[t | b]! + table[t]!);
  }
  return sum;
}

/** A saturating game of players with weights of their own and of some pairs. */
function logisticGame(m: number, seed: number, slope: number): Game {
  const random = new Random(seed);
  const draw = (): number => random.uniform() - 0.5;
  const weights = Array.from({ length: m }, draw);
  const joint = Array.from({ length: 2 * m }, () => ({
    first: random.integer(m),
    second: random.integer(m),
    weight: draw(),
  }));
  return gameOf(m, (present) => {
    let sum = present.reduce((total, bit, i) => total + bit * weights[i]!, 0);
    for (const { first, second, weight } of joint) sum += weight * present[first]! * present[second]!;
    return 1 / (1 + Math.exp(-slope * sum));
  });
}

describe('exactInteractions', () => {
  it('equals shapiq on the golden games', async () => {
    const games = readAttributionOracle<ShapleyOracle[]>('shapley');
    for (const [row, { values: table, exact }] of games.entries()) {
      const found = await exactInteractions(tableGame(exact.length, table));
      const { sii, main } = peer.exact[row]!;
      expect(found.pairs).toHaveLength(sii.length);
      expect([found.main, found.shapley].map(({ length }) => length)).toEqual([main.length, exact.length]);
      values(found).forEach((value, pair) => expect(Math.abs(value - sii[pair]!)).toBeLessThan(1e-8));
      found.main.forEach((value, i) => expect(Math.abs(value - main[i]!)).toBeLessThan(1e-8));
      found.shapley.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-8));
    }
  });

  it('equals the definition on games without structure', () =>
    fc.assert(
      fc.asyncProperty(players, seeds, async (m, seed) => {
        const table = randomTable(m, seed);
        const { pairs } = await exactInteractions(tableGame(m, table));
        expect(pairs).toHaveLength((m * (m - 1)) / 2);
        for (const { first, second, value, standardError } of pairs) {
          expect(first).toBeLessThan(second);
          expect(value).toBeCloseTo(byDefinition(m, table, first, second), 10);
          expect(standardError).toBe(0);
        }
      }),
      { numRuns: 20 },
    ));

  it.each([
    [0, [3]],
    [1, [2, 5]],
  ])('has no pairs of %i players', async (m, table) => {
    const found = await exactInteractions(tableGame(m, table));
    expect(found.pairs).toEqual([]);
    expect([...found.main]).toEqual(m === 0 ? [] : [3]);
  });
});

describe('pairInteractions', () => {
  it('is exact where all coalitions fit the budget, and asks for each once', async () => {
    const game = memoize(tableGame(6, randomTable(6, 1)));
    const found = await pairInteractions(game, { seed: 0, evaluations: 64, until: 0 });
    expect(found).toEqual(await exactInteractions(game));
    expect(found.exact).toBe(true);
    expect(game.evaluations).toBe(64);
  });

  it('main effects and pairs sum to v(all) - v(none) at any budget', () =>
    fc.assert(
      fc.asyncProperty(players, shares, seeds, async (m, share, seed) => {
        const table = randomTable(m, seed);
        const { main, pairs, baseValue, outputValue } = await pairInteractions(tableGame(m, table), {
          seed,
          evaluations: budget(m, share),
          until: 0,
        });
        expect(baseValue).toBe(table[0]);
        expect(outputValue).toBe(table[2 ** m - 1]);
        const sum = [...main, ...pairs.map(({ value }) => value)].reduce((total, value) => total + value, 0);
        expect(Math.abs(sum - (outputValue - baseValue))).toBeLessThan(1e-8);
      }),
    ));

  it('is linear in the game', () =>
    fc.assert(
      fc.asyncProperty(players, shares, seeds, async (m, share, seed) => {
        const [a, b] = [randomTable(m, seed), randomTable(m, seed + 1)];
        const of = async (table: Float64Array) =>
          values(
            await pairInteractions(tableGame(m, table), { seed, evaluations: budget(m, share), until: 0 }),
          );
        const [ofA, ofB, ofSum] = [await of(a), await of(b), await of(a.map((x, i) => 2 * x - 3 * b[i]!))];
        ofSum.forEach((value, i) => expect(Math.abs(value - 2 * ofA[i]! + 3 * ofB[i]!)).toBeLessThan(1e-6));
      }),
    ));

  it('gives equal players equal pairs once all pairs of coalitions are known', async () => {
    const table = randomTable(6, 4);
    // Players 0 and 1 count by their number alone.
    const game = gameOf(5, (present) => table[(bitsOf(present) >> 2) * 4 + present[0]! + present[1]!]!);
    const { pairs } = await pairInteractions(game, { seed: 0, evaluations: 1000, until: 0 });
    const valueOf = (first: number, second: number): number =>
      pairs.find((pair) => pair.first === first && pair.second === second)!.value;
    for (const other of [2, 3, 4]) expect(valueOf(0, other)).toBeCloseTo(valueOf(1, other), 12);
  });

  it('finds the interactions of a game of pairs, and none in an additive game', async () => {
    const weight = (i: number, j: number): number => Math.sin(1 + i + 7 * j);
    const additive = gameOf(14, (present) => present.reduce((sum, bit, i) => sum + bit * Math.cos(i), 1));
    const ofPairs = gameOf(14, (present) => {
      let sum = 0;
      for (let j = 0; j < 14; j++)
        for (let i = 0; i < j; i++) sum += weight(i, j) * present[i]! * present[j]!;
      return sum;
    });
    const settings = { seed: 5, evaluations: 600, until: 0 };
    for (const { value } of (await pairInteractions(additive, settings)).pairs) {
      expect(Math.abs(value)).toBeLessThan(1e-5);
    }
    const found = await pairInteractions(ofPairs, settings);
    expect(found.exact).toBe(false);
    for (const { first, second, value, standardError } of found.pairs) {
      expect(Math.abs(value - weight(first, second))).toBeLessThan(0.1);
      expect(standardError).toBeGreaterThan(0);
    }
  });

  it('has an error below that of every approximator of shapiq, and honest standard errors', async () => {
    const games = readAttributionOracle<ShapleyOracle[]>('shapley');
    const squares: number[] = [];
    const scores: number[] = [];
    for (const [row, { values: table, exact }] of games.entries()) {
      const m = exact.length;
      if (m < 8) continue;
      for (let seed = 0; seed < 5; seed++) {
        const { pairs } = await pairInteractions(tableGame(m, table), {
          seed,
          evaluations: 20 * m,
          until: 0,
        });
        const errors = pairs.map(({ value }, pair) => value - peer.exact[row]!.sii[pair]!);
        squares.push(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
        pairs.forEach(({ standardError }, pair) => scores.push(Math.abs(errors[pair]!) / standardError!));
      }
    }
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    expect(mean).toBeLessThan(Math.min(...Object.values(peer.errors)));
    const covered = (limit: number): number =>
      scores.filter((score) => score <= limit).length / scores.length;
    expect(covered(1)).toBeGreaterThan(0.6);
    expect(covered(1.96)).toBeGreaterThan(0.9);
  });

  it('has honest standard errors where it stops by them, and stops by no fewer rows than it must', async () => {
    const scores: number[] = [];
    for (let g = 0; g < 6; g++) {
      const game = logisticGame(14, g + 100, 2);
      const exact = await exactInteractions(game);
      for (let seed = 0; seed < 3; seed++) {
        const memo = memoize(game);
        const before: number[] = [];
        const found = await pairInteractions(
          memo,
          { seed, evaluations: 2076, until: 0.01 },
          undefined,
          ({ pairs, shapleyErrors }) =>
            before.push(
              Math.max(...pairs.map(({ standardError }) => standardError ?? 1), ...(shapleyErrors ?? [1])),
            ),
        );
        expect(memo.evaluations).toBeLessThan(1500);
        expect(Math.min(...before)).toBeGreaterThan(0.01);
        found.pairs.forEach(({ value, standardError }, pair) => {
          expect(standardError).toBeLessThanOrEqual(0.01);
          scores.push(Math.abs(value - exact.pairs[pair]!.value) / standardError!);
        });
      }
    }
    const covered = (limit: number): number =>
      scores.filter((score) => score <= limit).length / scores.length;
    expect(Math.abs(covered(1) - 0.68)).toBeLessThan(0.05);
    expect(Math.abs(covered(1.96) - 0.95)).toBeLessThan(0.05);
  });

  it.each([
    ['few', 5, 6],
    ['most', 50, 3],
  ])('has honest standard errors where %s coalitions are known', async (_, perWord, slope) => {
    const scores: number[] = [];
    for (let g = 0; g < 20; g++) {
      const game = logisticGame(9, g + 100, slope);
      const exact = await exactInteractions(game);
      for (let seed = 0; seed < 2; seed++) {
        const { pairs } = await pairInteractions(game, { seed, evaluations: 9 * perWord, until: 0 });
        pairs.forEach(({ value, standardError }, pair) =>
          scores.push(Math.abs(value - exact.pairs[pair]!.value) / standardError!),
        );
      }
    }
    const covered = (limit: number): number =>
      scores.filter((score) => score <= limit).length / scores.length;
    expect(Math.abs(covered(1) - 0.68)).toBeLessThan(0.05);
    expect(Math.abs(covered(1.96) - 0.95)).toBeLessThan(0.05);
  });

  it.each(['fixed', 'fitted'] as const)(
    'gives the Shapley values of the interpolation and their errors, correlations being %s',
    async (correlations) => {
      const game = tableGame(
        9,
        readAttributionOracle<ShapleyOracle[]>('shapley').find(({ exact }) => exact.length === 9)!.values,
      );
      const sampling = { seed: 2, evaluations: 90, until: 0, correlations };
      const found = await pairInteractions(game, sampling);
      const other = await pairedShap(
        game,
        { ...sampling, estimator: 'interpolation' },
        designPairs,
        new Run({}),
      );
      expect(found.shapley).toEqual(other.values);
      expect(found.shapleyErrors).toEqual(other.standardErrors);
    },
  );

  it('states no standard errors where the pairs are fewer than the players', async () => {
    const { pairs } = await pairInteractions(tableGame(10, randomTable(10, 2)), {
      seed: 0,
      evaluations: 10,
      until: 0,
    });
    expect(new Set(pairs.map(({ standardError }) => standardError))).toEqual(new Set([null]));
  });

  it('refuses budgets it cannot use', async () => {
    const game = tableGame(5, randomTable(5, 1));
    await expect(pairInteractions(game, { seed: 0, evaluations: 3, until: 0 })).rejects.toThrow('at least 4');
    const large = gameOf(20, () => 0);
    await expect(pairInteractions(large, { seed: 0, evaluations: 20_000, until: 0 })).rejects.toThrow(
      'at most 8194',
    );
  });

  it('can be stopped during its own arithmetic', async () => {
    const controller = new AbortController();
    // Once this game has answered, only arithmetic is left.
    const game = gameOf(40, (present) => present.reduce((sum, bit, i) => sum + bit * Math.sin(i), 0));
    const stopped: Game = {
      players: 40,
      values(coalitions) {
        setTimeout(() => controller.abort());
        return game.values(coalitions);
      },
    };
    const run = pairInteractions(stopped, { seed: 0, evaluations: 600, until: 0 }, controller.signal);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('hands the signal on', async () => {
    const controller = new AbortController();
    const game: Game = {
      players: 14,
      values(_, signal) {
        controller.abort();
        signal?.throwIfAborted();
        throw new Error('The signal did not arrive.');
      },
    };
    const run = pairInteractions(game, { seed: 0, evaluations: 100, until: 0 }, controller.signal);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});
