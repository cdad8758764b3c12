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

/** About so many rows are the fewest by which a run may stop: some, and some for each player. */
const [least, leastEach] = [16, 4];

/**
 * How many rows a run that samples takes on average, which is told beforehand. Measured on texts of 4 to 150 words: rows grow
 * about as players^1.5, until there are so many that each says less, and as standard errors fall.
 *
 * @param usual rows until standard errors of 0.005, divided by players^1.5
 * @param growing players up to which rows grow
 */
export function sampledRows(
  usual: number,
  growing = 40,
): (budget: SamplingBudget, players: number) => number {
  return ({ evaluations, until }, players) => {
    const sampled = (usual * Math.min(players, growing) ** 1.5 * 0.005) / until;
    const rows = Math.max(least + leastEach * players, sampled);
    return withinBudget(
      { evaluations: until > 0 ? Math.min(evaluations, Math.ceil(rows)) : evaluations },
      players,
    );
  };
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
