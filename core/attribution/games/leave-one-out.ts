import type { Attribution } from '../attribution';
import { coalitionOf, complement, type Game } from './game';
import type { Run } from '../run';

/** Coalitions are made in batches: all coalitions of a text of tens of thousands of words would fill the memory. */
const coalitionsAtOnce = 1024;

/**
 * Leave-one-out (occlusion): what the target loses when one feature is removed. The empty coalition is evaluated too,
 * so that `delta` shows how far the values are from adding up.
 */
export async function leaveOneOut(game: Game, run: Run): Promise<Attribution> {
  const { players } = game;
  run.expect(players + 2);
  const nobody = coalitionOf(players, []);
  // If there is one player, leaving it out gives the empty coalition, which is evaluated once.
  const through = run.through(game);
  const ends = await through.values([nobody, complement(nobody)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];
  const values = new Float64Array(players);
  for (let start = 0; start < players; start += coalitionsAtOnce) {
    const end = Math.min(start + coalitionsAtOnce, players);
    const without = Array.from({ length: end - start }, (_, i) =>
      complement(coalitionOf(players, [start + i])),
    );
    values.set(await through.values(without), start);
  }
  return {
    values: values.map((value) => outputValue - value),
    standardErrors: null,
    baseValue,
    outputValue,
    diagnostics: {},
    notes: [],
  };
}
