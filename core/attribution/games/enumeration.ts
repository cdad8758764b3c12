import type { Run } from '../run';
import type { Coalition, Game } from './game';

/** So few coalitions are always all evaluated, even if the run could stop earlier. */
const oneBatch = 64;

export interface SamplingBudget {
  readonly evaluations: number;
  /** Stops once every standard error is at most this; 0: never. */
  readonly until: number;
}

/** Whether all coalitions of so many players fit a budget of evaluations. */
export function canEnumerate(players: number, evaluations: number): boolean {
  return 2 ** players <= evaluations;
}

/**
 * Whether a method that samples should evaluate all coalitions instead: they fit the budget, and sampling could not
 * stop earlier.
 */
export function enumerates({ evaluations, until }: SamplingBudget, players: number): boolean {
  return canEnumerate(players, until > 0 ? Math.min(evaluations, oneBatch) : evaluations);
}

/** How many rows a budget allows: at most all coalitions. */
export function withinBudget({ evaluations }: { readonly evaluations: number }, players: number): number {
  return Math.min(evaluations, 2 ** players);
}

/** Rows a player that usually give standard errors of 0.005, which nobody sees, and the fewest by which a run may stop. */
const [usual, least] = [8, 4];

/** How many rows a run that samples usually takes. Measured: rows grow about as standard errors fall. */
export function untilPrecise({ evaluations, until }: SamplingBudget, players: number): number {
  const each = Math.max(least, (usual * 0.005) / until);
  return withinBudget(
    { evaluations: until > 0 ? Math.min(evaluations, Math.ceil(16 + each * players)) : evaluations },
    players,
  );
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
    return end - start;
  });
  return values;
}

/** The coalition of those whose bits are set. */
export function coalitionOfBits(bits: number, players: number): Coalition {
  return Uint8Array.from({ length: players }, (_, player) => (bits >>> player) & 1);
}
