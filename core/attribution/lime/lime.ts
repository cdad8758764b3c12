import { RunningMoments } from '../../math/moments';
import { Random } from '../../math/random';
import type { Attribution } from '../attribution';
import { coalitionOf, type Game } from '../games/game';
import { fitLime, refitLime, type LimeFit, type LimeFitSettings, type LimeRows } from './lime-regression';
import { isPrecise, type Run } from '../run';

export interface LimeGameSettings extends LimeFitSettings {
  readonly seed: number;
  readonly samples: number;
  readonly bootstraps: number;
  /** Stops once every standard error is at most this; 0: never. */
  readonly until: number;
}

/** Below this R^2 a local model says too little of the model for its weights to be read as the model's. */
export const leastR2 = 0.8;

/** Between partial results, so many new masks are evaluated at least. */
const partialEvery = 256;

/**
 * LIME (Ribeiro, Singh & Guestrin 2016) as lime_text. The first sample is the original. Every other sample removes some
 * features: their number is uniform from 1 to all, and they are chosen uniformly. A weighted ridge regression on the masks
 * gives the weights. Equal masks are evaluated once and count as often as they were drawn.
 *
 * @param groups players of the game that are one feature together (all occurrences of a word). Every player belongs to
 *   one group. The players of a group share its weight equally, so the intercept and all values still sum to the local
 *   model's prediction for the text.
 * @throws RangeError when there are fewer than two samples
 */
export async function lime(
  game: Game,
  groups: readonly (readonly number[])[],
  settings: LimeGameSettings,
  run: Run,
): Promise<Attribution> {
  if (settings.samples < 2) {
    throw new RangeError(`LIME takes at least two samples, the original included, not ${settings.samples}.`);
  }
  const features = groups.length;
  const random = new Random(settings.seed);
  const { masks, draws } = drawMasks(features, settings.samples, random);
  run.expect(masks.length);

  const values: number[] = [];
  while (values.length < masks.length) {
    const fresh = masks.slice(values.length, Math.max(partialEvery, Math.ceil(values.length * 1.5)));
    const coalitions = fresh.map((mask) =>
      coalitionOf(
        game.players,
        mask.flatMap((feature) => groups[feature]!),
      ),
    );
    for (const value of await run.values(game, coalitions)) values.push(value);
    if (values.length < masks.length) {
      // Masks are numbered as they first appear. So up to the first unseen one this is LIME with fewer samples. The ridge
      // penalty is meant for all samples: with the same penalty, fewer would be shrunk more.
      const seen = draws.subarray(0, draws.indexOf(values.length));
      const rows = {
        features,
        masks: masks.slice(0, values.length),
        values,
        counts: count(seen, values.length),
      };
      const scaled = { ...settings, alpha: (settings.alpha * seen.length) / settings.samples };
      const fit = fitLime(rows, scaled);
      const errors = settings.until > 0 ? await bootstrapErrors(rows, seen, fit, scaled, random, run) : null;
      const partial = attribution(game, groups, rows, fit, errors);
      if (isPrecise(partial.standardErrors, settings.until)) return partial;
      run.show(partial);
    }
  }

  const rows: LimeRows = { features, masks, values, counts: count(draws, masks.length) };
  const fit = fitLime(rows, settings);
  const errors = await bootstrapErrors(rows, draws, fit, settings, random, run);
  return attribution(game, groups, rows, fit, errors);
}

/** Different masks in order of first appearance (the original is number 0), and for each sample its mask's number. */
function drawMasks(
  features: number,
  samples: number,
  random: Random,
): { masks: number[][]; draws: Int32Array } {
  const numbers = new Map<string, number>();
  const masks: number[][] = [];
  const draws = Int32Array.from({ length: samples }, (_, i) => {
    const removed = i === 0 ? 0 : 1 + random.integer(features);
    const absent = new Set(random.sample(features, removed));
    const mask: number[] = [];
    for (let feature = 0; feature < features; feature++) if (!absent.has(feature)) mask.push(feature);
    const key = mask.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, masks.length);
    return masks.push(mask) - 1;
  });
  return { masks, draws };
}

function count(draws: Iterable<number>, masks: number): Float64Array {
  const counts = new Float64Array(masks);
  for (const draw of draws) counts[draw]!++;
  return counts;
}

/** Standard deviations of the weights over resamples. The original stays in each, because it was not drawn. */
async function bootstrapErrors(
  rows: LimeRows,
  draws: Int32Array,
  fit: LimeFit,
  settings: LimeGameSettings,
  random: Random,
  run: Run,
): Promise<Float64Array | null> {
  const moments = new RunningMoments(rows.features);
  for (let b = 0; b < settings.bootstraps; b++) {
    await run.breathe();
    const counts = new Float64Array(rows.masks.length);
    counts[0] = 1;
    for (let i = 1; i < draws.length; i++) counts[draws[1 + random.integer(draws.length - 1)]!]!++;
    moments.add(refitLime(rows, counts, fit.kept, settings).weights);
  }
  return moments.deviation();
}

function attribution(
  game: Game,
  groups: readonly (readonly number[])[],
  { masks, values }: LimeRows,
  fit: LimeFit,
  errors: Float64Array | null,
): Attribution {
  // The first mask is the text itself.
  const outputValue = values[0]!;
  const empty = masks.findIndex((mask) => mask.length === 0);
  const missAtText = fit.weights.reduce((sum, weight) => sum + weight, fit.intercept) - outputValue;
  // Of few samples none may have removed everything.
  const missAtEmpty = empty >= 0 ? fit.intercept - values[empty]! : null;
  const spread = (perGroup: Float64Array): Float64Array => {
    const perPlayer = new Float64Array(game.players);
    groups.forEach((players, g) => {
      for (const player of players) perPlayer[player] = perGroup[g]! / players.length;
    });
    return perPlayer;
  };
  return {
    values: spread(fit.weights),
    standardErrors: errors && spread(errors),
    baseValue: fit.intercept,
    outputValue,
    diagnostics: {
      r2: fit.r2,
      missAtText,
      ...(missAtEmpty !== null && { missAtEmpty }),
      features: groups.length,
      kept: fit.kept.length,
    },
    notes: fit.illConditioned
      ? [
          'The ridge regression is ill-conditioned and was solved by pivoting: more samples or a larger alpha are needed.',
        ]
      : [],
  };
}

/**
 * One note on local models that fit too badly, if there are any. What they miss stands among the diagnostics: in which unit
 * that is said, only a view of them knows.
 *
 * @param diagnostics of the local model of each window of a text
 */
export function poorFits(diagnostics: readonly Attribution['diagnostics'][]): string[] {
  const poor = diagnostics.flatMap(({ r2 }) => (r2 !== undefined && r2 < leastR2 ? [r2] : []));
  if (poor.length === 0) return [];
  const least = Math.min(...poor).toFixed(2);
  return [
    diagnostics.length === 1
      ? `R² of the local model is ${least}, below ${leastR2}: its weights say little of the model.`
      : `In ${poor.length} of ${diagnostics.length} windows R² of the local model is below ${leastR2}, at the least ${least}: ` +
        'its weights say little of the model there.',
  ];
}
