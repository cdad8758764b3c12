import { binomial } from '../../math/combinatorics';
import type { Attribution } from '../attribution';
import { everyValue } from '../games/enumeration';
import type { Game } from '../games/game';
import type { Run } from '../run';

/**
 * Shapley values from the values of all coalitions: `values[s]` belongs to the coalition whose bit i says that player i
 * is present, so there are 2^players of them (Shapley 1953).
 */
export function shapleyValues(values: ArrayLike<number>, players: number): Float64Array {
  if (values.length !== 2 ** players) {
    throw new RangeError(`${players} players have ${2 ** players} coalitions, not ${values.length}.`);
  }
  // Of all orders of the players, the share in which exactly a given set of `size` players comes before a given player.
  const share = Float64Array.from(
    { length: players },
    (_, size) => 1 / (players * binomial(players - 1, size)),
  );
  const result = new Float64Array(players);
  for (let bits = 0; bits < values.length; bits++) {
    const without = share[countBits(bits)]!;
    for (let player = 0; player < players; player++) {
      const bit = 1 << player;
      if ((bits & bit) === 0) result[player]! += without * (values[bits | bit]! - values[bits]!);
    }
  }
  return result;
}

/** Shapley values by enumeration of all 2^players coalitions. */
export async function exactShapley(game: Game, run: Run): Promise<Attribution> {
  const values = await everyValue(game, run);
  return {
    values: shapleyValues(values, game.players),
    standardErrors: new Float64Array(game.players),
    baseValue: values[0]!,
    outputValue: values.at(-1)!,
    diagnostics: {},
    notes: ['All coalitions were evaluated: the values are exact.'],
  };
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
