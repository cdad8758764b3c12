import { methods, type MethodName, type MethodSettings } from '../core/attribution/methods/all';
import { completeSettings } from '../core/attribution/method-settings';
import type { Findings } from '../core/attribution/method';
import { Run } from '../core/attribution/run';
import { shapSamples } from '../core/attribution/settings/budget';
import { resolve } from '../core/attribution/settings/fields';
import { bootstrapMean, type Interval } from '../core/math/bootstrap';
import { Random } from '../core/math/random';
import type { KnownGame } from './known-games';
import type { Quantity } from './true-values';

/** Half widths, in standard errors, of the intervals that are to cover so many true values. */
export const intervals = { covered68: 0.994458, covered95: 1.959964 } as const;

/** How the runs of one method on one text came out: means over seeds and words, or pairs of them. */
export interface TextCoverage {
  /** Of the runs that did not evaluate everything, whose intervals are none; null where there was no such run. */
  readonly covered68: number | null;
  readonly covered95: number | null;
  /** Of the same, squares of the errors over their standard errors: 1 where these are honest. */
  readonly squaredZ: number | null;
  /** Share of the runs that evaluated everything. */
  readonly exact: number;
  readonly squaredError: number;
  readonly evaluations: number;
}

/** A method whose runs stop by themselves, as it is defined, and what it estimates. */
interface Estimating<M extends MethodName = MethodName> {
  readonly method: M;
  readonly settings?: (players: number) => Partial<MethodSettings[M]>;
  readonly estimates: Quantity;
}

/** As many rows as "normal" has where interactions are estimated, of more than 12 words. Of fewer, half of the coalitions. */
const halfAtMost = (players: number): { readonly evaluations: number } => ({
  evaluations: Math.min(
    shapSamples.of({ budget: 'normal', features: players, output: 'probability' }),
    2 ** (players - 1),
  ),
});

export const estimating: Readonly<Record<string, Estimating>> = {
  'shapley-interpolation': { method: 'shapley-interpolation', estimates: 'shapley' },
  'leverage-shap': { method: 'leverage-shap', estimates: 'shapley' },
  'leverage-shap, regression': {
    method: 'leverage-shap',
    settings: () => ({ estimator: 'regression' }),
    estimates: 'shapley',
  },
  'kernel-shap': { method: 'kernel-shap', estimates: 'shapley' },
  'kernel-shap, regression': {
    method: 'kernel-shap',
    settings: () => ({ estimator: 'regression' }),
    estimates: 'shapley',
  },
  'permutation-shap': { method: 'permutation-shap', estimates: 'shapley' },
  interactions: { method: 'interactions', settings: halfAtMost, estimates: 'shapley' },
  'interactions, pairs': { method: 'interactions', settings: halfAtMost, estimates: 'pairs' },
  banzhaf: { method: 'banzhaf', estimates: 'banzhaf' },
  lime: { method: 'lime', settings: () => ({ occurrences: 'single' }), estimates: 'lime' },
};

/**
 * Runs a method as people do, at the budget "normal", and holds what it says of its errors against them.
 * @throws TypeError for a method that estimates nothing from coalitions, and where the truth is not known
 */
export async function coverageOf(
  { game, truth }: KnownGame,
  { method, settings, estimates }: Estimating,
  until: number,
  seeds: number,
): Promise<TextCoverage> {
  const { players } = game;
  const exact = truth[estimates];
  if (!exact) throw new TypeError(`The true ${estimates} of the game are not known.`);
  const definition = methods[method];
  if (definition.asks === 'gradients' || definition.gives === 'flips') {
    throw new TypeError(`${method} estimates nothing from coalitions.`);
  }
  const sums = { covered68: 0, covered95: 0, squaredZ: 0, squaredError: 0 };
  let [evaluations, exactRuns] = [0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const run = new Run({});
    const complete = completeSettings(method, { ...settings?.(players), seed, until });
    const resolved = resolve(definition.fields, complete, { features: players, output: 'probability' });
    const found = await definition.explain(inputOf(game), resolved as never, run);
    const { values, standardErrors } = estimatesOf(found, estimates);
    evaluations += run.done;
    const isExact = standardErrors.every((error) => error === 0);
    if (isExact) exactRuns++;
    for (let i = 0; i < exact.length; i++) {
      const error = Math.abs(values[i]! - exact[i]!);
      sums.squaredError += error ** 2;
      if (isExact) continue;
      const standardError = standardErrors[i]!;
      sums.squaredZ += (error / standardError) ** 2;
      if (error <= intervals.covered68 * standardError) sums.covered68++;
      if (error <= intervals.covered95 * standardError) sums.covered95++;
    }
  }
  const sampled = exact.length * (seeds - exactRuns);
  const ofSampled = (sum: number): number | null => (sampled > 0 ? sum / sampled : null);
  return {
    covered68: ofSampled(sums.covered68),
    covered95: ofSampled(sums.covered95),
    squaredZ: ofSampled(sums.squaredZ),
    exact: exactRuns / seeds,
    squaredError: sums.squaredError / (exact.length * seeds),
    evaluations: evaluations / seeds,
  };
}

/** What a method estimates, with its standard errors. */
function estimatesOf(
  found: Findings[keyof Findings],
  estimates: Quantity,
): { readonly values: ArrayLike<number>; readonly standardErrors: readonly number[] } {
  if (!('values' in found)) throw new TypeError('No values were found.');
  const values = estimates === 'pairs' ? (found.pairs ?? []).map(({ value }) => value) : found.values;
  const errors =
    estimates === 'pairs'
      ? (found.pairs ?? []).map(({ standardError }) => standardError)
      : [...(found.standardErrors ?? [null])];
  const standardErrors = errors.filter((error) => error !== null);
  if (standardErrors.length < values.length) throw new TypeError('Errors are not stated.');
  return { values, standardErrors };
}

function inputOf(game: KnownGame['game']) {
  const everybody = Array.from({ length: game.players }, (_, i) => i);
  return {
    text: '',
    features: everybody.map((i) => ({ start: i, end: i, tokens: [] })),
    game,
    windows: [{ game, place: everybody }],
    logits: {
      players: game.players,
      activation: 'softmax' as const,
      logits: () => Promise.reject(new Error('Only values are known of this game.')),
    },
    target: { classIndex: 0, output: 'probability' as const },
  };
}

/** Null where every run of every text evaluated everything. */
export type Summary = { readonly [K in keyof TextCoverage]: Interval | null };

/** Means over texts, with 95 % bootstrap intervals. */
export function summarise(texts: readonly TextCoverage[]): Summary {
  const mean = (of: keyof TextCoverage): Interval | null => {
    const known = texts.map((one) => one[of]).filter((value) => value !== null);
    return known.length > 0 ? bootstrapMean(known, new Random(0)) : null;
  };
  return {
    covered68: mean('covered68'),
    covered95: mean('covered95'),
    squaredZ: mean('squaredZ'),
    exact: mean('exact'),
    squaredError: mean('squaredError'),
    evaluations: mean('evaluations'),
  };
}

export function lineOf(name: string, until: number, row: Summary): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  const share = (interval: Interval | null): string =>
    interval
      ? `${percent(interval.estimate)} % (${percent(interval.low)} to ${percent(interval.high)})`
      : '-';
  return [
    `| ${name}`,
    String(until),
    row.evaluations!.estimate.toFixed(0),
    `${percent(row.exact!.estimate)} %`,
    Math.sqrt(row.squaredError!.estimate).toFixed(4),
    share(row.covered68),
    share(row.covered95),
    `${row.squaredZ?.estimate.toFixed(2) ?? '-'} |`,
  ].join(' | ');
}
