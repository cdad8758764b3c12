import { Random } from '../math/random';
import type { Attribution } from './attribution';
import { allocate, drawPairs, strata as strataOf, type Pair, type Stratum } from './coalition-pairs';
import { canEnumerate, exactShapley } from './exact-shapley';
import { coalitionOf, complement, type Game } from './game';
import type { Run } from './run';
import { shapleyRegression, type ShapleyEstimate } from './shapley-regression';

export interface RegressionShapSettings {
  readonly seed: number;
  /** Coalitions that may be evaluated, the empty and the full one included; at least four. */
  readonly evaluations: number;
  /** Stops once every standard error is at most this; 0: never. */
  readonly precision: number;
}

/** An estimate is renewed, and its precision checked, whenever the evaluated pairs have grown by this factor. */
const growth = 1.25;

/**
 * Shapley values by regression on paired coalitions: exact by enumeration where all 2^M fit the budget, else on a
 * stratified sample without replacement whose pairs are divided over coalition sizes in proportion to `share`.
 * When the precision is checked depends on the budget alone, never on the batch size.
 */
export async function regressionShap(
  game: Game,
  { seed, evaluations, precision }: RegressionShapSettings,
  share: (stratum: Stratum) => number,
  run: Run,
): Promise<Attribution> {
  const { players } = game;
  if (canEnumerate(players, evaluations)) return exactShapley(game, run);
  if (evaluations < 4) {
    throw new RangeError(`Sampling takes at least 4 evaluations, not ${evaluations}.`);
  }
  const strata = strataOf(players);
  const budget = Math.floor((evaluations - 2) / 2);
  const counts = allocate(
    budget,
    strata.map(share),
    strata.map(({ pairs }) => pairs),
  );
  const pairs = drawPairs(players, counts, new Random(seed));
  run.expect(2 + 2 * pairs.length);

  const ends = await run.values(game, [coalitionOf(players, []), new Uint8Array(players).fill(1)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];
  const attribution = (estimate: ShapleyEstimate, used: number): Attribution => ({
    values: estimate.values,
    standardErrors: estimate.standardErrors,
    baseValue,
    outputValue,
    diagnostics: { coalitions: 2 + 2 * used },
    notes: estimate.illConditioned
      ? [
          `${used} pairs of coalitions do not tell ${players} features apart: the system is ill-conditioned and was solved by pivoting. More evaluations are needed.`,
        ]
      : [],
  });

  const differences: number[] = [];
  for (let end = Math.min(pairs.length, Math.max(16, players)); ;) {
    const fresh = pairs.slice(differences.length, end);
    differences.push(...(await pairDifferences(game, fresh, run)));
    const estimate = shapleyRegression(
      players,
      strata,
      pairs.slice(0, end),
      differences,
      outputValue - baseValue,
    );
    const result = attribution(estimate, end);
    if (end === pairs.length || isPrecise(estimate, precision)) return result;
    run.show(result);
    end = Math.min(pairs.length, Math.ceil(end * growth));
  }
}

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
