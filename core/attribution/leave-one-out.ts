import type { Attribution } from './attribution';
import { coalitionOf, complement, type Game } from './game';
import type { Run } from './run';

/**
 * Leave-one-out (occlusion): what the target loses when one feature alone is removed. The empty coalition is evaluated
 * too, so that `delta` shows how far these values are from adding up.
 */
export async function leaveOneOut(game: Game, run: Run): Promise<Attribution> {
  const { players } = game;
  run.expect(players + 2);
  const without = Array.from({ length: players }, (_, player) => complement(coalitionOf(players, [player])));
  const nobody = coalitionOf(players, []);
  // One player left out of one is nobody: evaluated once.
  const values = await run.through(game).values([nobody, complement(nobody), ...without]);
  const [baseValue, outputValue] = [values[0]!, values[1]!];
  return {
    values: values.slice(2).map((value) => outputValue - value),
    standardErrors: null,
    baseValue,
    outputValue,
    diagnostics: {},
    notes: [],
  };
}
