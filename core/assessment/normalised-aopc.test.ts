import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAttributionOracle, type ShapleyOracle } from '../../test/attribution-oracle';
import { gameOf, randomTable, tableGame } from '../../test/synthetic';
import { memoize } from '../attribution/games/memory';
import { normalisedAopc } from './normalised-aopc';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function* orders(players: readonly number[]): Generator<number[]> {
  if (players.length === 0) yield [];
  for (const first of players) {
    for (const rest of orders(players.filter((player) => player !== first))) yield [first, ...rest];
  }
}

/** Both areas of an order, straight from their definition. */
function areas(table: ArrayLike<number>, order: readonly number[]): { removed: number; kept: number } {
  const full = table.length - 1;
  let [bits, removed, kept] = [0, 0, 0];
  for (const player of order) {
    bits |= 1 << player;
    removed += (table[full]! - table[full - bits]!) / order.length;
    kept += (table[full]! - table[bits]!) / order.length;
  }
  return { removed, kept };
}

describe('normalisedAopc', () => {
  it('equals brute force over all orders of up to 6 players', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), seeds, async (m, seed) => {
        const table = randomTable(m, seed);
        const all = [...orders(Array.from({ length: m }, (_, i) => i))];
        const brute = all.map((order) => areas(table, order));
        const some = all.filter((_, i) => i % 7 === 0);
        const found = await normalisedAopc(tableGame(m, table), some);
        expect(found).toHaveLength(some.length);
        found.forEach(({ comprehensiveness, sufficiency, exact }, i) => {
          expect(exact).toBe(true);
          for (const [side, key] of [
            [comprehensiveness, 'removed'],
            [sufficiency, 'kept'],
          ] as const) {
            const lower = Math.min(...brute.map((area) => area[key]));
            const upper = Math.max(...brute.map((area) => area[key]));
            const value = areas(table, some[i]!)[key];
            expect(side.value).toBeCloseTo(value, 12);
            expect(side.lower).toBeCloseTo(lower, 12);
            expect(side.upper).toBeCloseTo(upper, 12);
            if (m === 1) expect(side.normalised).toBeNull();
            else expect(side.normalised).toBeCloseTo((value - lower) / (upper - lower), 9);
          }
        });
      }),
      { numRuns: 30 },
    ));

  it('is 1 for the best order of an additive game and 0 for the worst, and the other way round for sufficiency', async () => {
    const weights = [0.5, -0.25, 2, 1];
    const game = gameOf(4, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0.125));
    const [best, worst] = await normalisedAopc(game, [
      [2, 3, 0, 1],
      [1, 0, 3, 2],
    ]);
    expect(best!.comprehensiveness.normalised).toBeCloseTo(1, 12);
    expect(best!.sufficiency.normalised).toBeCloseTo(0, 12);
    expect(worst!.comprehensiveness.normalised).toBeCloseTo(0, 12);
    expect(worst!.sufficiency.normalised).toBeCloseTo(1, 12);
  });

  it('has no share to state where all orders are equal', async () => {
    const game = gameOf(3, (present) => present.reduce((sum, bit) => sum + bit, 0));
    const [{ comprehensiveness }] = (await normalisedAopc(game, [[0, 1, 2]])) as [never];
    expect(comprehensiveness).toEqual({ value: 2, lower: 2, upper: 2, normalised: null });
    expect(
      await normalisedAopc(
        gameOf(0, () => 1),
        [[]],
      ),
    ).toEqual([]);
  });

  it('comes close to the exact limits by beam search on real games, and never beyond them', async () => {
    const gaps: number[] = [];
    for (const { values, exact } of readAttributionOracle<ShapleyOracle[]>('shapley')) {
      const m = exact.length;
      if (m < 9) continue;
      const game = memoize(tableGame(m, values));
      const order = [Array.from({ length: m }, (_, i) => i)];
      const [known] = await normalisedAopc(game, order);
      const [found] = await normalisedAopc(game, order, { evaluations: 2 ** m - 1 });
      expect(known!.exact).toBe(true);
      expect(found!.exact).toBe(false);
      for (const side of ['comprehensiveness', 'sufficiency'] as const) {
        const range = known![side].upper - known![side].lower;
        expect(found![side].upper).toBeLessThanOrEqual(known![side].upper + 1e-12);
        expect(found![side].lower).toBeGreaterThanOrEqual(known![side].lower - 1e-12);
        gaps.push(1 - (found![side].upper - found![side].lower) / range);
      }
    }
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(0.02);
  });

  it('finds the limits of an additive game of 200 players within its budget', async () => {
    const weights = Array.from({ length: 200 }, (_, i) => Math.sin(i * 1.7));
    const memo = memoize(
      gameOf(200, (present) => present.reduce((sum, bit, i) => sum + bit * weights[i]!, 0)),
    );
    const order = weights.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]!);
    const [best] = await normalisedAopc(memo, [order]);
    expect(best!.exact).toBe(false);
    expect(best!.comprehensiveness.normalised).toBeCloseTo(1, 9);
    expect(best!.sufficiency.normalised).toBeCloseTo(0, 9);
    expect(memo.evaluations).toBeLessThanOrEqual(4096 + 2 * 200);
  });

  it('keeps the share within 0 and 1 where a ranking goes further than the beam', async () => {
    // Only the coalitions of the ranking have a value, so no beam search finds them.
    const order = Array.from({ length: 30 }, (_, i) => (i * 7) % 30);
    const game = gameOf(30, (present) => {
      const size = present.reduce((sum, bit) => sum + bit, 0);
      return order.slice(0, size).every((player) => present[player] === 1) && size > 2 ? 1 : 0;
    });
    const [found] = await normalisedAopc(game, [order], { evaluations: 600 });
    expect(found!.sufficiency.normalised).toBe(0);
    expect(found!.comprehensiveness.normalised).toBeGreaterThanOrEqual(0);
    expect(found!.comprehensiveness.normalised).toBeLessThanOrEqual(1);
  });

  it('hands the signal on', async () => {
    const game = {
      players: 3,
      values: (_: unknown, signal?: AbortSignal) => Promise.reject(signal?.reason as Error),
    };
    const run = normalisedAopc(game, [[0, 1, 2]], {}, AbortSignal.abort());
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});
