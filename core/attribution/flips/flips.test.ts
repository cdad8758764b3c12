import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsOf, gameOf, randomTable, tableGame } from '../../../test/synthetic';
import { combinations } from '../../math/combinatorics';
import type { Game } from '../games/game';
import { memoize } from '../games/memory';
import { flips } from './flips';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** In hundredths: doubles of any size would nearly all be next to 0, where nothing turns a label. */
const thresholds = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
const enough = { evaluations: 10_000 };

/** All sets of the least size of which `does` holds, by trying every one. */
function bruteForce(m: number, does: (bits: number) => boolean): number[][] {
  for (let size = 0; size <= m; size++) {
    const sets = setsOf(m, size, does);
    if (sets.length > 0) return sets;
  }
  return [];
}

function setsOf(m: number, size: number, does: (bits: number) => boolean): number[][] {
  return [...combinations(m, size)].filter((set) =>
    does(set.reduce((bits, player) => bits | (1 << player), 0)),
  );
}

const sorted = (sets: readonly (readonly number[])[]): string[] => sets.map((set) => set.join()).sort();

/** The label holds while the players present weigh more than `threshold`. */
const weighted = (weights: readonly number[], threshold: number): Game =>
  gameOf(weights.length, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, -threshold));

describe('flips', () => {
  it('equals brute force on games without structure, with and without a guide', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 7 }),
        seeds,
        thresholds,
        fc.boolean(),
        async (m, seed, threshold, guided) => {
          const table = randomTable(m, seed).map((value) => value - threshold);
          const full = 2 ** m - 1;
          const guide = { guide: () => Promise.resolve(randomTable(3, seed).slice(0, m)) };
          const found = await flips(tableGame(m, table), { ...enough, ...(guided && guide) });
          for (const [side, does] of [
            [found.turning, (bits: number) => table[full - bits]! <= 0],
            [found.sufficient, (bits: number) => table[bits]! > 0],
          ] as const) {
            const expected = bruteForce(m, does);
            expect(side.exact).toBe(true);
            expect(side.complete || expected.length === 0).toBe(expected.length <= 20);
            expect(side.sets).toHaveLength(Math.min(20, expected.length));
            for (const set of sorted(side.sets)) expect(sorted(expected)).toContain(set);
            expect(side.atLeast).toBe(expected[0]?.length ?? m + 1);
          }
        },
      ),
      { numRuns: 300 },
    ));

  it('says that all sets are listed, or that none is smaller, only where brute force finds so, whatever the budget', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 7 }),
        seeds,
        thresholds,
        fc.integer({ min: 4, max: 128 }),
        async (m, seed, threshold, evaluations) => {
          const table = randomTable(m, seed).map((value) => value - threshold);
          const full = 2 ** m - 1;
          const found = await flips(tableGame(m, table), { evaluations });
          for (const [side, does] of [
            [found.turning, (bits: number) => table[full - bits]! <= 0],
            [found.sufficient, (bits: number) => table[bits]! > 0],
          ] as const) {
            const size = side.sets[0]?.length ?? m + 1;
            const least = bruteForce(m, does);
            if (side.exact) expect(size).toBe(least[0]?.length ?? m + 1);
            if (side.complete) expect(sorted(side.sets)).toEqual(sorted(setsOf(m, size, does)));
          }
        },
      ),
      {
        numRuns: 300,
        // A smaller set turns up after all of the larger size were listed.
        examples: [
          [5, 138, 0.2, 26],
          [5, 882, 0.2, 18],
          [5, 291, 0.2, 17],
        ],
      },
    ));

  it('says that no word is needed, or that nothing turns it', async () => {
    const always = await flips(
      gameOf(5, () => 1),
      enough,
    );
    expect(always.turning).toEqual({ sets: [], exact: true, atLeast: 6, complete: false });
    expect(always.sufficient).toEqual({ sets: [[]], exact: true, atLeast: 0, complete: true });
    const never = await flips(
      gameOf(5, () => -1),
      enough,
    );
    expect(never.turning.sets).toEqual([[]]);
    expect(never.sufficient).toMatchObject({ sets: [], exact: true });
  });

  it('takes a margin of 0 for a label that does not hold', async () => {
    const found = await flips(weighted([1, 1, 1], 2), enough);
    expect(sorted(found.turning.sets)).toEqual(['0', '1', '2']);
    expect(found.sufficient.sets).toEqual([[0, 1, 2]]);
  });

  it('lists the clearest first, and no more than 20', async () => {
    const { turning } = await flips(weighted([3, 5, 4, 0.5], 10), enough);
    expect(turning).toEqual({ sets: [[1], [2], [0]], exact: true, atLeast: 1, complete: true });
    const many = await flips(weighted(Array<number>(30).fill(1), 29), enough);
    expect(many.turning.sets).toHaveLength(20);
    expect(many.turning).toMatchObject({ exact: true, atLeast: 1, complete: false });
  });

  it('is exact for many players once all smaller sets were evaluated, and finds pairs that only turn it together', async () => {
    // Of 40 players 7 and 31 hold the label, either of them alone.
    const game = gameOf(40, (present) => present[7]! + present[31]! - 0.5);
    const memo = memoize(game);
    const found = await flips(memo, { evaluations: 2000 });
    expect(found.turning).toEqual({ sets: [[7, 31]], exact: true, atLeast: 2, complete: true });
    expect(sorted(found.sufficient.sets)).toEqual(['31', '7']);
    expect(memo.evaluations).toBeLessThanOrEqual(2000);
  });

  it('gives a verified upper bound within the budget where the proof is too dear', async () => {
    const weights = Array.from({ length: 200 }, (_, i) => 1 + ((i * 37) % 50) / 50);
    const game = weighted(weights, 0.9 * weights.reduce((sum, weight) => sum + weight, 0));
    const memo = memoize(game);
    const { turning, sufficient } = await flips(memo, { evaluations: 1500 });
    expect(memo.evaluations).toBeLessThanOrEqual(1500);
    expect(turning.exact).toBe(false);
    expect(turning.atLeast).toBe(2);
    // The heaviest weigh 1.98, 1.98, ...: 10 % of the 298 are 16 of them.
    expect(turning.sets[0]).toHaveLength(16);
    const present = new Uint8Array(200).fill(1);
    for (const player of turning.sets[0]!) present[player] = 0;
    expect((await game.values([present]))[0]).toBeLessThanOrEqual(0);
    expect(sufficient.exact).toBe(false);
    expect(sufficient.sets[0]!.length).toBeLessThan(200);
  });

  it('finds with a beam what goes against the guide', async () => {
    // The guide's own order needs 12 players; 3 and 17 suffice, and each comes a little closer alone.
    const game = gameOf(60, (present) => {
      const [a, b] = [1 - present[3]!, 1 - present[17]!];
      return 1 - 0.4 * (a + b) - 0.3 * a * b - 0.01 * present.reduce((sum, bit) => sum + 1 - bit, 0);
    });
    const guide = Float64Array.from({ length: 60 }, (_, i) => -i).map((value, i) =>
      i === 3 || i === 17 ? -100 : value,
    );
    const { turning } = await flips(game, { evaluations: 1200, guide: () => Promise.resolve(guide) });
    expect(turning.sets[0]).toEqual([3, 17]);
  });

  it('shares what a beam may evaluate by all sizes that are left, so that it comes to an end', async () => {
    const bySize = new Map<number, number>();
    const game = gameOf(40, (present) => {
      const removed = present.reduce((sum, bit) => sum + 1 - bit, 0);
      bySize.set(removed, (bySize.get(removed) ?? 0) + 1);
      return 1 + present.reduce((sum, bit, i) => sum + bit * Math.sin(i), 0) / 100;
    });
    const { turning } = await flips(game, { evaluations: 1000 });
    expect(turning).toMatchObject({ sets: [], exact: false, atLeast: 2 });
    // The players that do most alone are one set of each size; the beam adds others.
    for (let size = 2; size < 39; size++) expect(bySize.get(size), `${size} removed`).toBeGreaterThan(3);
  });

  it('asks its guide once, within the budget, and only where no single player is enough', async () => {
    const memo = memoize(weighted(Array<number>(30).fill(1), 24.5));
    const asked: number[] = [];
    const guide = async (game: Game, evaluations: number) => {
      asked.push(evaluations);
      await game.values(Array.from({ length: evaluations }, (_, i) => new Uint8Array(30).fill(1, i % 30)));
      return null;
    };
    await flips(memo, { evaluations: 1000, guide });
    expect(asked).toEqual([234]);
    expect(memo.evaluations).toBeLessThanOrEqual(1000);
    await flips(weighted([5, 1, 1], 4), { ...enough, guide });
    expect(asked).toHaveLength(1);
  });

  it('gives what one question leaves to the proof of the other', async () => {
    // Any of the first four holds the label alone; to turn it takes all four, and to prove that 575 smaller sets.
    const game = memoize(gameOf(15, ([a, b, c, d]) => Math.max(a!, b!, c!, d!) - 0.5));
    const found = await flips(game, { evaluations: 700 });
    expect(found.turning).toEqual({ sets: [[0, 1, 2, 3]], exact: true, atLeast: 4, complete: false });
    expect(sorted(found.sufficient.sets)).toEqual(['0', '1', '2', '3']);
    const turned = memoize(gameOf(15, ([a, b, c, d]) => Math.min(a!, b!, c!, d!) - 0.5));
    const { sufficient } = await flips(turned, { evaluations: 700 });
    expect(sufficient).toMatchObject({ sets: [[0, 1, 2, 3]], exact: true });
  });

  it('leaves nothing of the budget where an answer is not proved, and looks for more sets where it is', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 14, max: 21 }), seeds, async (m, seed) => {
        const weights = Array.from(randomTable(5, seed).slice(0, m), (value) => value - 0.3);
        const memo = memoize(weighted(weights, 0.4));
        const { turning, sufficient } = await flips(memo, { evaluations: 1000 });
        for (const { exact, complete, sets } of [turning, sufficient]) {
          if (!exact || (!complete && sets.length > 0 && sets.length < 20)) {
            expect(memo.evaluations).toBe(1000);
          }
        }
      }),
      { numRuns: 40 },
    ));

  it('spends what no proof can use on the sets just below the bound', async () => {
    const bySize = Array<number>(14).fill(0);
    const game = gameOf(13, (present) => {
      bySize[present.reduce((sum, bit) => sum + 1 - bit, 0)]!++;
      return 1;
    });
    const { turning, sufficient } = await flips(game, { evaluations: 2074 });
    expect(turning).toMatchObject({ sets: [], exact: false });
    expect(sufficient).toMatchObject({ sets: [[]], exact: true });
    expect(bySize.reduce((sum, count) => sum + count)).toBe(2074);
    // From the fewest on as the proof needs them, then from the most on.
    for (const [size, count] of [78, 286, 715].entries()) expect(bySize[size + 2]).toBe(count);
    for (const [size, count] of [78, 13, 1].entries()) expect(bySize[size + 11]).toBe(count);
    expect(turning.atLeast).toBe(5);
  });

  it('evaluates no coalition twice, and all of 12 players at most once for both questions', async () => {
    const asked: number[] = [];
    const game = gameOf(12, (present) => {
      asked.push(bitsOf(present));
      return 1;
    });
    const found = await flips(game, { evaluations: 4096 });
    expect(found.turning).toMatchObject({ sets: [], exact: true });
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBe(4096);
  });

  it.each([0, 1, 2, 5, 9])('keeps within a budget of %i evaluations', async (evaluations) => {
    const memo = memoize(tableGame(6, randomTable(6, 2)));
    const { turning } = await flips(memo, { evaluations });
    expect(memo.evaluations).toBeLessThanOrEqual(evaluations);
    expect(turning.atLeast).toBeLessThanOrEqual(evaluations < 7 ? 1 : 2);
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    let calls = 0;
    const game = gameOf(30, (present) => present.reduce((sum, bit) => sum + bit, -24.5));
    const slow: Game = {
      players: 30,
      values(coalitions, signal) {
        if (++calls === 6) controller.abort();
        signal?.throwIfAborted();
        return game.values(coalitions);
      },
    };
    const run = flips(slow, { evaluations: 5000 }, controller.signal);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls).toBe(6);
  });
});
