import { mainEffects, shapleyInteractions } from './exact-interactions';
import { interpolateInteractions } from './interaction-interpolation';
import { allPairs, pairIndex, type PairInteraction, type PairValues } from './pair-values';
import { Random } from '../../math/random';
import type { Pair } from '../games/coalition-pairs';
import { canEnumerate, coalitionOfBits } from '../games/enumeration';
import { shapleyValues } from '../shapley/exact-shapley';
import { designPairs } from '../games/pair-design';
import { coalitionOf, complement, type Game } from '../games/game';
import { breathe } from '../run';
import { ShapleyInterpolation } from '../shapley/shapley-interpolation';

/** More pairs of coalitions than this take more time and memory to interpolate than they are worth. */
const mostInterpolated = 4096;

/** Pairs of coalitions that are taken in before the thread may breathe. */
const pairsAtOnce = 128;

/** Interactions of a game: k-SII of order 2, whose pairs are the Shapley interaction index. */
export interface Interactions {
  readonly pairs: readonly PairInteraction[];
  /** Order-1 terms of k-SII: with the pairs they sum to outputValue - baseValue. */
  readonly main: Float64Array;
  readonly shapley: Float64Array;
  /** Of the Shapley values: 0 where exact, null where the evaluations are too few to estimate them. */
  readonly shapleyErrors: Float64Array | null;
  readonly baseValue: number;
  readonly outputValue: number;
  /** Whether all coalitions were evaluated. */
  readonly exact: boolean;
}

/**
 * Pair interactions within a budget of evaluations. They are exact if all 2^M coalitions fit it. Otherwise they are
 * estimated from pairs of complementary coalitions: from those that say most about the Shapley values. These say most
 * about the interactions too.
 *
 * @param evaluations coalitions that may be evaluated, the empty and the full one included
 * @throws RangeError when fewer than 4 or more than 8,194 evaluations are allowed and they do not cover all coalitions
 */
export async function pairInteractions(
  game: Game,
  { seed, evaluations }: { readonly seed: number; readonly evaluations: number },
  signal?: AbortSignal,
): Promise<Interactions> {
  const { players } = game;
  if (canEnumerate(players, evaluations)) return exactInteractions(game, signal);
  if (evaluations < 4) {
    throw new RangeError(`Sampling takes at least 4 evaluations, not ${evaluations}.`);
  }
  return interactionsFrom(
    game,
    designPairs(players, Math.floor((evaluations - 2) / 2), new Random(seed)),
    signal,
  );
}

/** Pair interactions by enumeration of all coalitions. */
export async function exactInteractions(game: Game, signal?: AbortSignal): Promise<Interactions> {
  const { players } = game;
  const coalitions = Array.from({ length: 2 ** players }, (_, bits) => coalitionOfBits(bits, players));
  const values = await game.values(coalitions, signal);
  const shapley = shapleyValues(values, players);
  const pairs = shapleyInteractions(values, players);
  return {
    pairs: listPairs(players, pairs, new Float64Array(pairs.length)),
    main: mainEffects(shapley, pairs),
    shapley,
    shapleyErrors: new Float64Array(players),
    baseValue: values[0]!,
    outputValue: values.at(-1)!,
    exact: true,
  };
}

/**
 * Pair interactions estimated from complementary pairs of coalitions. A memoised game evaluates only those it lacks, so a
 * run that stopped early gives the pairs it had.
 *
 * @throws RangeError when there are more than 4,096 pairs
 */
async function interactionsFrom(
  game: Game,
  pairs: readonly Pick<Pair, 'members'>[],
  signal?: AbortSignal,
): Promise<Interactions> {
  const { players } = game;
  if (pairs.length > mostInterpolated) {
    throw new RangeError(
      `Interpolation takes at most ${2 + 2 * mostInterpolated} evaluations, not ${2 + 2 * pairs.length}: choose fewer.`,
    );
  }
  const everybody = Array.from({ length: players }, (_, i) => i);
  const coalitions = [everybody, ...pairs.map(({ members }) => members)];
  const values = await game.values(
    coalitions.flatMap((members) => {
      const coalition = coalitionOf(players, members);
      return [coalition, complement(coalition)];
    }),
    signal,
  );
  const [outputValue, baseValue] = [values[0]!, values[1]!];
  const differences = pairs.map((_, p) => values[2 * p + 2]! - values[2 * p + 3]!);
  const odd = new ShapleyInterpolation(players, pairs.length, outputValue - baseValue);
  for (let start = 0; start < pairs.length; start += pairsAtOnce) {
    odd.add(pairs.slice(start, start + pairsAtOnce), differences.slice(start, start + pairsAtOnce));
    await breathe(signal);
  }
  const { values: shapley, standardErrors: shapleyErrors } = odd.estimate();
  const means = coalitions.map((_, p) => (values[2 * p]! + values[2 * p + 1]!) / 2);
  const even = await interpolateInteractions(players, coalitions, means, signal);
  return {
    pairs: listPairs(players, even.values, even.standardErrors),
    main: mainEffects(shapley, even.values),
    shapley,
    shapleyErrors,
    baseValue,
    outputValue,
    exact: false,
  };
}

function listPairs(players: number, values: PairValues, errors: PairValues | null): PairInteraction[] {
  return Array.from(allPairs(players), ([first, second]) => {
    const pair = pairIndex(first, second);
    return { first, second, value: values[pair]!, standardError: errors ? errors[pair]! : null };
  });
}
