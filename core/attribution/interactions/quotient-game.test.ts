import { describe, expect, it } from 'vitest';
import { gameOf, randomTable, tableGame } from '../../../test/synthetic';
import type { Game } from '../games/game';
import { memoize } from '../games/memory';
import type { GamePart } from './game-parts';
import { groupedInteractions } from './grouped-interactions';
import { exactInteractions } from './pair-interactions';
import { openGroup, quotientGame } from './quotient-game';

describe('quotientGame', () => {
  const table = randomTable(5, 1);
  const game = tableGame(5, table);

  it('lets groups come and go as wholes', async () => {
    const quotient = quotientGame(game, [[0, 3], [4], [2, 1]]);
    expect(quotient.players).toBe(3);
    const values = await quotient.values([
      Uint8Array.of(1, 0, 0),
      Uint8Array.of(0, 1, 1),
      Uint8Array.of(1, 1, 1),
    ]);
    expect([...values]).toEqual([table[0b01001], table[0b10110], table[0b11111]]);
  });

  it('opens one group', () => {
    expect(openGroup([[0, 1], [2, 3, 4], [5]], 1)).toEqual([[2], [3], [4], [0, 1], [5]]);
  });

  it.each([
    [
      'Player 4 is in no group.',
      [
        [0, 3],
        [2, 1],
      ],
    ],
    [
      "Player 3 is not one of the game's, or in more than one group.",
      [
        [0, 3],
        [3, 4],
        [2, 1],
      ],
    ],
    [
      "Player 5 is not one of the game's, or in more than one group.",
      [
        [0, 3],
        [5, 4],
        [2, 1],
      ],
    ],
  ])('refuses a grouping: %s', (message, groups) => {
    expect(() => quotientGame(game, groups)).toThrow(new RangeError(message));
  });
});

describe('groupedInteractions', () => {
  const whole = (game: Game): GamePart => ({
    game,
    place: Array.from({ length: game.players }, (_, i) => i),
  });

  it('finds the pairs of groups, then of players within the strongest', async () => {
    // Groups of 4, 12 and 4 players; the second matters most, and in it players 6 and 9 act together.
    const groups = [[0, 1, 2, 3], Array.from({ length: 12 }, (_, i) => 4 + i), [16, 17, 18, 19]];
    const game = gameOf(20, (present) => {
      const [a, b, c] = groups.map((members) => members.reduce((sum, player) => sum + present[player]!, 0));
      return 0.01 * a! + 0.1 * b! + 0.02 * c! + present[6]! * present[9]! + 0.5 * present[0]! * present[17]!;
    });
    const memo = memoize(game);
    const evaluations = { between: 400, within: 400 };
    const found = await groupedInteractions([whole(memo)], groups, { seed: 1, until: 0, evaluations });
    expect(found.between.exact).toBe(true);
    expect(found.between.pairs.map(({ value }) => value)).toEqual([
      expect.closeTo(0, 9),
      expect.closeTo(0.5, 9),
      expect.closeTo(0, 9),
    ]);
    expect(found.strongest).toBe(1);
    expect(found.within).toHaveLength(66);
    for (const { first, second, value, standardError } of found.within) {
      expect(first).toBeLessThan(second);
      // Of 14 players not all coalitions were evaluated.
      expect(standardError).toBeGreaterThan(0);
      expect(Math.abs(value - (first === 6 && second === 9 ? 1 : 0))).toBeLessThan(0.1);
    }
    expect(memo.evaluations).toBeLessThanOrEqual(8 + 400);
  });

  it('divides a single group as the game itself', async () => {
    const game = tableGame(5, randomTable(5, 3));
    const evaluations = { between: 100, within: 100 };
    const found = await groupedInteractions([whole(game)], [[0, 1, 2, 3, 4]], {
      seed: 0,
      until: 0,
      evaluations,
    });
    expect(found.between.pairs).toEqual([]);
    expect(found.within).toEqual((await exactInteractions(game)).pairs);
  });
});
