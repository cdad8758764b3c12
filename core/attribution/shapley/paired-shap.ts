import { Random } from '../../math/random';
import type { Attribution } from '../attribution';
import { strata as strataOf, type Pair, type PairDraw, type Stratum } from '../games/coalition-pairs';
import { canEnumerate, enumerates } from '../games/enumeration';
import { coalitionOf, complement, type Coalition, type Game } from '../games/game';
import { firstStage, mayStopAt, nextStage } from '../games/stages';
import { isPrecise, Run } from '../run';
import { exactShapley } from './exact-shapley';
import { shapleyRegression, type ShapleyEstimate } from './shapley-regression';
import { stagedInterpolation, type Correlations } from './staged-interpolation';

/**
 * How sampled coalitions become Shapley values. Either by KernelSHAP's weighted least squares, which fits an additive
 * game. Or by the smoothest game through all known values, which is more exact on text classifiers.
 */
export type ShapleyEstimator = 'regression' | 'interpolation';

export interface PairedShapSettings {
  readonly seed: number;
  /** How many coalitions may be evaluated, the empty and the full one included; at least four. */
  readonly evaluations: number;
  /** Stops once every standard error is at most this; 0: never. */
  readonly until: number;
  readonly estimator: ShapleyEstimator;
  /** Of the interpolation. Default: fixed. */
  readonly correlations?: Correlations;
}

/** Interpolation takes time and memory that grow with the cube and the square of the pairs. */
const mostInterpolated = 4096;

/**
 * Shapley values from pairs of coalitions: exact by enumeration if all 2^M fit the budget, else estimated from those
 * that `draw` chooses.
 */
export async function pairedShap(
  game: Game,
  settings: PairedShapSettings,
  draw: PairDraw,
  run: Run,
): Promise<Attribution> {
  const { players } = game;
  const { seed, evaluations, until, estimator } = settings;
  if (enumerates(settings, players)) return exactShapley(game, run);
  if (evaluations < 4) {
    throw new RangeError(`Sampling takes at least 4 evaluations, not ${evaluations}.`);
  }
  const strata = strataOf(players);
  const pairs = draw(players, Math.floor((evaluations - 2) / 2), new Random(seed), until > 0);
  if (estimator === 'interpolation' && pairs.length > mostInterpolated) {
    throw new RangeError(
      `Interpolation takes at most ${2 + 2 * mostInterpolated} evaluations, not ${evaluations}: choose fewer, or kernel-shap or leverage-shap with the estimator "regression".`,
    );
  }
  // If the last pair leaves no coalition unknown, the values are exact, which is better than any estimate.
  const areAll = canEnumerate(players, 2 + 2 * pairs.length);
  const played = areAll
    ? run.through(game)
    : { players, values: (some: Coalition[]) => run.values(game, some) };
  run.expect(2 + 2 * pairs.length);

  const ends = await played.values([coalitionOf(players, []), new Uint8Array(players).fill(1)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];
  const estimateOf = estimators[estimator](players, strata, pairs, outputValue - baseValue, settings);
  const differences: number[] = [];
  for (let end = Math.min(pairs.length, firstStage(players)); ;) {
    const fresh = pairs.slice(differences.length, end);
    differences.push(...(await pairDifferences(played, fresh)));
    if (areAll && end === pairs.length) {
      // All are remembered: rows that a run counts are those of the model.
      return exactShapley(played, new Run(run.signal ? { signal: run.signal } : {}));
    }
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
    const isEnough = mayStopAt(end, players) && isPrecise(estimate.standardErrors, until);
    if (end === pairs.length || isEnough) return attribution;
    run.show(attribution);
    end = Math.min(pairs.length, nextStage(end));
  }
}

/**
 * Makes the function that turns the differences of the first pairs into an estimate. It is called with more pairs each
 * time.
 */
type Estimator = (
  players: number,
  strata: readonly Stratum[],
  pairs: readonly Pair[],
  total: number,
  settings: Pick<PairedShapSettings, 'correlations'>,
) => (differences: readonly number[]) => ShapleyEstimate;

const estimators: Readonly<Record<ShapleyEstimator, Estimator>> = {
  regression: (players, strata, pairs, total) => (differences) =>
    shapleyRegression(players, strata, pairs.slice(0, differences.length), differences, total),
  interpolation: (players, _, pairs, total, { correlations = 'fixed' }) =>
    stagedInterpolation(players, pairs, total, correlations),
};

async function pairDifferences(game: Game, pairs: readonly Pair[]): Promise<number[]> {
  const coalitions = pairs.flatMap(({ members }) => {
    const coalition = coalitionOf(game.players, members);
    return [coalition, complement(coalition)];
  });
  const values = await game.values(coalitions);
  return pairs.map((_, p) => values[2 * p]! - values[2 * p + 1]!);
}
