import type { Run } from '../run';
import type { Coalition, Game } from './game';

/** Whether all coalitions of so many players fit a budget of evaluations. */
export function canEnumerate(players: number, evaluations: number): boolean {
  return 2 ** players <= evaluations;
}

/** Rows that a budget buys: at most all coalitions. */
export function withinBudget({ evaluations }: { readonly evaluations: number }, players: number): number {
  return Math.min(evaluations, 2 ** players);
}

/** The values of all 2^players coalitions: bit i of an index says that player i is present. */
export async function everyValue(game: Game, run: Run): Promise<Float64Array> {
  const count = 2 ** game.players;
  const values = new Float64Array(count);
  run.expect(count);
  await run.batches(count, async (start, end, signal) => {
    const coalitions = Array.from({ length: end - start }, (_, i) =>
      coalitionOfBits(start + i, game.players),
    );
    values.set(await game.values(coalitions, signal), start);
  });
  return values;
}

function coalitionOfBits(bits: number, players: number): Coalition {
  return Uint8Array.from({ length: players }, (_, player) => (bits >>> player) & 1);
}
