import { Random } from '../../math/random';
import type { Attribution } from '../attribution';
import {
  allocate,
  drawPairs,
  strata as strataOf,
  type Pair,
  type Stratum,
  type StratumShare,
} from '../games/coalition-pairs';
import { canEnumerate } from '../games/enumeration';
import { coalitionOf, complement, type Game } from '../games/game';
import type { Run } from '../run';
import { exactShapley } from './exact-shapley';
import { ShapleyInterpolation } from './shapley-interpolation';
import { shapleyRegression, type ShapleyEstimate } from './shapley-regression';

/**
 * What makes Shapley values of sampled coalitions: KernelSHAP's weighted least squares, which fits an additive game,
 * or the smoothest game through all values found, whose Shapley values come closer on text classifiers.
 */
export type ShapleyEstimator = 'regression' | 'interpolation';

export interface PairedShapSettings {
  readonly seed: number;
  /** Coalitions that may be evaluated, the empty and the full one included; at least four. */
  readonly evaluations: number;
  /** Stops once every standard error is at most this; 0: never. */
  readonly precision: number;
  readonly estimator: ShapleyEstimator;
}

/** An estimate is renewed, and its precision checked, whenever the evaluated pairs have grown by this factor. */
const growth = 1.25;

/** Interpolation takes time and memory that grow with the cube and the square of the pairs. */
const mostInterpolated = 4096;

/**
 * Shapley values from pairs of coalitions: exact by enumeration where all 2^M fit the budget, else estimated from a
 * stratified sample without replacement whose pairs are divided over coalition sizes in proportion to `share`.
 * When the precision is checked depends on the budget alone, never on the batch size.
 */
export async function pairedShap(
  game: Game,
  { seed, evaluations, precision, estimator }: PairedShapSettings,
  share: StratumShare,
  run: Run,
): Promise<Attribution> {
  const { players } = game;
  if (canEnumerate(players, evaluations)) return exactShapley(game, run);
  if (evaluations < 4) {
    throw new RangeError(`Sampling takes at least 4 evaluations, not ${evaluations}.`);
  }
  const strata = strataOf(players);
  const counts = allocate(
    Math.floor((evaluations - 2) / 2),
    strata.map((stratum) => share(stratum, players)),
    strata.map(({ pairs }) => pairs),
  );
  const pairs = drawPairs(players, counts, new Random(seed));
  if (estimator === 'interpolation' && pairs.length > mostInterpolated) {
    throw new RangeError(
      `Interpolation takes at most ${2 + 2 * mostInterpolated} evaluations, not ${evaluations}: choose fewer, or the estimator "regression".`,
    );
  }
  run.expect(2 + 2 * pairs.length);

  const ends = await run.values(game, [coalitionOf(players, []), new Uint8Array(players).fill(1)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];
  const estimateOf = estimators[estimator](players, strata, pairs, outputValue - baseValue);
  const differences: number[] = [];
  for (let end = Math.min(pairs.length, Math.max(16, players)); ;) {
    const fresh = pairs.slice(differences.length, end);
    differences.push(...(await pairDifferences(game, fresh, run)));
    const estimate = estimateOf(differences);
    const attribution: Attribution = {
      values: estimate.values,
      standardErrors: estimate.standardErrors,
      baseValue,
      outputValue,
      diagnostics: {},
      notes: estimate.illConditioned
        ? [
            `${end} pairs of coalitions do not tell ${players} features apart: the system is ill-conditioned and was solved by pivoting. More evaluations are needed.`,
          ]
        : [],
    };
    if (end === pairs.length || isPrecise(estimate, precision)) return attribution;
    run.show(attribution);
    end = Math.min(pairs.length, Math.ceil(end * growth));
  }
}

/** Makes what turns the differences of the first pairs into an estimate; called with more of them each time. */
type Estimator = (
  players: number,
  strata: readonly Stratum[],
  pairs: readonly Pair[],
  total: number,
) => (differences: readonly number[]) => ShapleyEstimate;

const estimators: Readonly<Record<ShapleyEstimator, Estimator>> = {
  regression: (players, strata, pairs, total) => (differences) =>
    shapleyRegression(players, strata, pairs.slice(0, differences.length), differences, total),
  interpolation: (players, _, pairs, total) => {
    const interpolation = new ShapleyInterpolation(players, pairs.length, total);
    let taken = 0;
    return (differences) => {
      interpolation.add(pairs.slice(taken, differences.length), differences.slice(taken));
      taken = differences.length;
      return interpolation.estimate();
    };
  },
};

async function pairDifferences(game: Game, pairs: readonly Pair[], run: Run): Promise<number[]> {
  const coalitions = pairs.flatMap(({ members }) => {
    const coalition = coalitionOf(game.players, members);
    return [coalition, complement(coalition)];
  });
  const values = await run.values(game, coalitions);
  return pairs.map((_, p) => values[2 * p]! - values[2 * p + 1]!);
}

function isPrecise({ standardErrors }: ShapleyEstimate, precision: number): boolean {
  return precision > 0 && standardErrors !== null && standardErrors.every((error) => error <= precision);
}
