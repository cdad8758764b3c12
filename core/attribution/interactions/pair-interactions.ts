import { mainEffects, shapleyInteractions } from './exact-interactions';
import { InteractionInterpolation } from './interaction-interpolation';
import { allPairs, pairIndex, type PairInteraction, type PairValues } from './pair-values';
import { Random } from '../../math/random';
import { canEnumerate, coalitionOfBits } from '../games/enumeration';
import { shapleyValues } from '../shapley/exact-shapley';
import { designPairs } from '../games/pair-design';
import { coalitionOf, complement, type Game } from '../games/game';
import { firstStage, mayStopAt, nextStage } from '../games/stages';
import { isPrecise } from '../run';
import { stagedInterpolation, type Correlations } from '../shapley/staged-interpolation';

/** More pairs of coalitions than this take more time and memory to interpolate than they are worth. */
const mostInterpolated = 4096;

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

export interface PairBudget {
  readonly seed: number;
  /** Coalitions that may be evaluated, the empty and the full one included. */
  readonly evaluations: number;
  /** Stops once the standard errors of all pairs and of all Shapley values are at most this; 0: never. */
  readonly until: number;
  /** Of the Shapley values. Default: fixed. Pairs have the fixed one always. */
  readonly correlations?: Correlations;
}

/**
 * Pair interactions within a budget of evaluations. They are exact if all 2^M coalitions fit it. Otherwise they are
 * estimated from pairs of complementary coalitions: from those that say most about the Shapley values. These say most
 * about the interactions too. They are the pairs that Shapley values are estimated from, in the same order: a memoised game
 * evaluates only those that it lacks. The Shapley values are those of `pairedShap` by interpolation.
 *
 * @param onEstimate gets what the pairs so far say, whenever the errors are not yet small enough
 * @throws RangeError when fewer than 4 or more than 8,194 evaluations are allowed and they do not cover all coalitions
 */
export async function pairInteractions(
  game: Game,
  budget: PairBudget,
  signal?: AbortSignal,
  onEstimate?: (found: Interactions) => void,
): Promise<Interactions> {
  const { players } = game;
  const { seed, evaluations, until, correlations = 'fixed' } = budget;
  if (canEnumerate(players, evaluations)) return exactInteractions(game, signal);
  if (evaluations < 4) {
    throw new RangeError(`Sampling takes at least 4 evaluations, not ${evaluations}.`);
  }
  if (evaluations > 2 + 2 * mostInterpolated) {
    throw new RangeError(
      `Interpolation takes at most ${2 + 2 * mostInterpolated} evaluations, not ${evaluations}: choose fewer.`,
    );
  }
  const pairs = designPairs(players, Math.floor((evaluations - 2) / 2), new Random(seed));
  const everybody = Array.from({ length: players }, (_, i) => i);
  const ends = await valuesOf(game, [everybody], signal);
  const [outputValue, baseValue] = [ends[0]!, ends[1]!];
  const shapleyOf = stagedInterpolation(players, pairs, outputValue - baseValue, correlations);
  const differences: number[] = [];
  const even = new InteractionInterpolation(players);
  await even.add([everybody], [(outputValue + baseValue) / 2], signal);
  for (let [known, end] = [0, Math.min(pairs.length, firstStage(players))]; ;) {
    const fresh = pairs.slice(known, end);
    const coalitions = fresh.map(({ members }) => members);
    const values = await valuesOf(game, coalitions, signal);
    differences.push(...fresh.map((_, p) => values[2 * p]! - values[2 * p + 1]!));
    const means = fresh.map((_, p) => (values[2 * p]! + values[2 * p + 1]!) / 2);
    await even.add(coalitions, means, signal);
    const estimate = even.estimate();
    const { values: shapley, standardErrors: shapleyErrors } = shapleyOf(differences);
    const found = {
      pairs: listPairs(players, estimate.values, estimate.standardErrors),
      main: mainEffects(shapley, estimate.values),
      shapley,
      shapleyErrors,
      baseValue,
      outputValue,
      exact: false,
    };
    const isEnough =
      mayStopAt(end, players) && isPrecise(estimate.standardErrors, until) && isPrecise(shapleyErrors, until);
    if (end === pairs.length || isEnough) return found;
    onEstimate?.(found);
    [known, end] = [end, Math.min(pairs.length, nextStage(end))];
  }
}

/** v(S) and v(S') of each coalition S, S' being its complement, one after the other. */
function valuesOf(
  game: Game,
  coalitions: readonly (readonly number[])[],
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  return game.values(
    coalitions.flatMap((members) => {
      const coalition = coalitionOf(game.players, members);
      return [coalition, complement(coalition)];
    }),
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

function listPairs(players: number, values: PairValues, errors: PairValues | null): PairInteraction[] {
  return Array.from(allPairs(players), ([first, second]) => {
    const pair = pairIndex(first, second);
    return { first, second, value: values[pair]!, standardError: errors ? errors[pair]! : null };
  });
}
