import { RunningMoments } from '../../math/moments';
import { Random } from '../../math/random';
import type { Attribution } from '../attribution';
import { exactShapley } from './exact-shapley';
import { enumerates } from '../games/enumeration';
import { coalitionOf, type Coalition, type Game } from '../games/game';
import type { PairedShapSettings } from './paired-shap';
import { isPrecise, type Run } from '../run';

/** With fewer antithetic pairs, standard errors are too uncertain to stop by. */
const fewestForErrors = 8;

/** Orders are drawn in rounds of about this many evaluations, whatever the batch size. */
const evaluationsAtOnce = 128;

/**
 * Permutation sampling (Castro, Gómez & Tejada 2009) in antithetic pairs (Mitchell et al. 2022; shap's
 * PermutationExplainer): a player's value is its marginal contribution, averaged over random orders and their reverses.
 * Values sum to v(all) - v(none) for any number of orders. They are exact, by enumeration, if all 2^M coalitions fit
 * the budget.
 *
 * @throws RangeError when the budget does not cover one order and its reverse: 2 M evaluations
 */
export async function permutationShap(
  game: Game,
  settings: Omit<PairedShapSettings, 'estimator'>,
  run: Run,
): Promise<Attribution> {
  const { players } = game;
  const { seed, evaluations, until } = settings;
  if (enumerates(settings, players)) return exactShapley(game, run);
  const orders = Math.floor((evaluations - 2) / (2 * (players - 1)));
  if (orders < 1) {
    throw new RangeError(
      `Permutation sampling over ${players} features takes at least ${2 * players} evaluations, not ${evaluations}.`,
    );
  }
  const random = new Random(seed);
  const through = run.through(game);
  run.expect(2 + orders * 2 * (players - 1));
  const ends = await through.values([coalitionOf(players, []), new Uint8Array(players).fill(1)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];

  const moments = new RunningMoments(players);
  const attribution = (): Attribution => ({
    values: moments.mean(),
    standardErrors: standardErrors(moments),
    baseValue,
    outputValue,
    diagnostics: { orders: 2 * moments.count },
    notes: [],
  });
  const atOnce = Math.ceil(evaluationsAtOnce / (2 * (players - 1)));
  for (;;) {
    const round = Array.from({ length: Math.min(atOnce, orders - moments.count) }, () => {
      const order = random.shuffle(Array.from({ length: players }, (_, i) => i));
      return [order, order.toReversed()];
    });
    const values = await through.values(round.flat().flatMap(joining));
    round.forEach((pair, p) => {
      const mean = new Float64Array(players);
      pair.forEach((order, i) => {
        const first = (2 * p + i) * (players - 1);
        order.forEach((player, place) => {
          const before = place === 0 ? baseValue : values[first + place - 1]!;
          const after = place === players - 1 ? outputValue : values[first + place]!;
          mean[player]! += (after - before) / 2;
        });
      });
      moments.add(mean);
    });
    const result = attribution();
    const isEnough = moments.count >= fewestForErrors && isPrecise(result.standardErrors, until);
    if (moments.count === orders || isEnough) return result;
    run.show(result);
  }
}

/**
 * Of few pairs of orders the scatter is little known: their mean follows Student's t distribution. These are its standard
 * deviations. Null below four pairs.
 */
function standardErrors(moments: RunningMoments): Float64Array | null {
  const freedom = moments.count - 1;
  if (freedom <= 2) return null;
  return moments.standardError()!.map((error) => error * Math.sqrt(freedom / (freedom - 2)));
}

/** The coalitions that arise when all players but the last join one by one in the given order. */
function joining(order: readonly number[]): Coalition[] {
  const coalition = new Uint8Array(order.length);
  return order.slice(0, -1).map((player) => {
    coalition[player] = 1;
    return coalition.slice();
  });
}
