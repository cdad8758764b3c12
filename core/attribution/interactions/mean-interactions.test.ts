import { describe, expect, it } from 'vitest';
import { gameOf, randomTable, tableGame } from '../../../test/synthetic';
import type { Game } from '../games/game';
import { memoize } from '../games/memory';
import { anyApart, errorsOverParts, quotientParts, type GamePart } from './game-parts';
import { meanInteractions } from './mean-interactions';
import { exactInteractions } from './pair-interactions';
import { quotientGame } from './quotient-game';

/** Three games of some of eight players; 0 and 7 are never together, 2 to 4 in two games each. */
const parts: readonly GamePart[] = [
  { game: tableGame(5, randomTable(5, 1)), place: [0, 1, 2, 3, 4] },
  { game: tableGame(4, randomTable(4, 2)), place: [2, 3, 4, 5] },
  { game: tableGame(2, randomTable(2, 3)), place: [6, 7] },
];

const mean: Game = {
  players: 8,
  async values(coalitions) {
    const sums = new Float64Array(coalitions.length);
    for (const { game, place } of parts) {
      const own = coalitions.map((coalition) => Uint8Array.from(place, (player) => coalition[player]!));
      (await game.values(own)).forEach((value, i) => (sums[i]! += value / parts.length));
    }
    return sums;
  },
};

const budget = { seed: 0, evaluations: 64, until: 0 };

describe('meanInteractions', () => {
  it('are those of the mean game, exact where those of its parts are', async () => {
    const found = await meanInteractions(parts, 8, budget);
    const exact = await exactInteractions(mean);
    expect(found.exact).toBe(true);
    expect(found.pairs.map(({ first, second }) => [first, second])).toEqual(
      exact.pairs.map(({ first, second }) => [first, second]),
    );
    found.pairs.forEach(({ value, standardError }, pair) => {
      expect(value).toBeCloseTo(exact.pairs[pair]!.value, 12);
      expect(standardError).toBe(0);
    });
    for (const of of ['main', 'shapley'] as const) {
      found[of].forEach((value, i) => expect(value).toBeCloseTo(exact[of][i]!, 12));
    }
    expect(found.baseValue).toBeCloseTo(exact.baseValue, 12);
    expect(found.outputValue).toBeCloseTo(exact.outputValue, 12);
  });

  it('are those of groups that parts cut', async () => {
    const groups = [[0, 1, 2], [3, 4, 5], [6], [7]];
    const found = await meanInteractions(quotientParts(parts, groups), 4, budget);
    const exact = await exactInteractions(quotientGame(mean, groups));
    found.pairs.forEach(({ value }, pair) => expect(value).toBeCloseTo(exact.pairs[pair]!.value, 12));
  });

  it('stop once the errors of the mean are small enough, which those of its parts need not be', async () => {
    const weights = Array.from({ length: 20 }, (_, i) => Math.sin(3 * i));
    const logistic = gameOf(14, (present) => {
      const sum = present.reduce((total, bit, i) => total + bit * weights[i]!, 0);
      return 1 / (1 + Math.exp(-2 * sum));
    });
    const games = [memoize(logistic), memoize(logistic)];
    const places = [0, 6].map((from) => Array.from({ length: 14 }, (_, i) => from + i));
    const two = games.map((game, p) => ({ game, place: places[p]! }));
    const until = 0.01;
    const found = await meanInteractions(two, 20, { seed: 0, evaluations: 2000, until });
    for (const { standardError } of found.pairs) expect(standardError).toBeLessThanOrEqual(until);
    for (const error of found.shapleyErrors!) expect(error).toBeLessThanOrEqual(until);
    const alone = memoize(logistic);
    await meanInteractions([{ game: alone, place: places[0]! }], 14, { seed: 0, evaluations: 2000, until });
    expect(games[0]!.evaluations).toBeLessThan(alone.evaluations);
    expect(alone.evaluations).toBeLessThan(2000);
  });
});

describe('anyApart', () => {
  const single = (...players: number[]): number[][] => players.map((player) => [player]);

  it.each([
    ['two players', single(0, 7), true],
    ['players of parts that overlap', single(2, 3, 4), false],
    ['a player of every group in one part', [[0, 1, 6], [5, 2, 7], [3]], false],
    ['groups of different parts', [[0, 1, 2], [3, 4, 5], [6], [7]], true],
    ['one player', single(3), false],
  ])('%s', (_, groups, apart) => {
    expect(anyApart(groups, parts)).toBe(apart);
  });
});

describe('errors of parts', () => {
  it('are independent, and unknown where one is', () => {
    const errors = [
      [1, 1, 3, 1, 1],
      [4, 1, 1, 1],
      [6, 6],
    ];
    expect(errorsOverParts(parts, 8, errors)![2]).toBeCloseTo(5 / 3, 12);
    expect(errorsOverParts(parts, 8, errors)![7]).toBeCloseTo(2, 12);
    expect(errorsOverParts(parts, 8, [errors[0]!, null, errors[2]!])).toBeNull();
  });
});
