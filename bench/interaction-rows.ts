import type { Interactions } from '../core/attribution/interactions/pair-interactions';
import { bootstrapMean, type Interval } from '../core/math/bootstrap';
import { Random } from '../core/math/random';
import { intervals } from './coverage-rows';
import type { TextErrors } from './estimator-rows';

/** How our runs on one text came out: means over seeds and pairs. */
export interface PairRuns extends TextErrors {
  /** Of the runs that were not exact and stated errors; null where there was no such run. */
  readonly covered68: number | null;
  readonly covered95: number | null;
  /** Squares of the errors over their standard errors: 1 where these are honest. */
  readonly squaredZ: number | null;
}

/**
 * Means over the runs, each a seed's.
 * @param values of each pair, by run
 * @param truth of each pair, in the order of `allPairs`
 */
export function pairErrors(
  { values, seconds }: { readonly values: readonly ArrayLike<number>[]; readonly seconds: number },
  truth: readonly number[],
): TextErrors {
  let sum = 0;
  for (const estimate of values) truth.forEach((value, i) => (sum += (estimate[i]! - value) ** 2));
  return { squaredError: sum / (values.length * truth.length), seconds: seconds / values.length };
}

/** Runs ours once a seed and holds what it says of its errors against them. */
export async function coverageOfPairs(
  run: (seed: number) => Promise<Interactions>,
  truth: readonly number[],
  seeds: number,
): Promise<PairRuns> {
  const sums = { covered68: 0, covered95: 0, squaredZ: 0 };
  const values: number[][] = [];
  let stated = 0;
  const started = process.cpuUsage();
  for (let seed = 0; seed < seeds; seed++) {
    const { pairs, exact } = await run(seed);
    values.push(pairs.map(({ value }) => value));
    if (exact) continue;
    pairs.forEach(({ value, standardError }, i) => {
      if (standardError === null) return;
      stated++;
      const z = Math.abs(value - truth[i]!) / standardError;
      sums.squaredZ += z ** 2;
      if (z <= intervals.covered68) sums.covered68++;
      if (z <= intervals.covered95) sums.covered95++;
    });
  }
  const { user, system } = process.cpuUsage(started);
  const ofStated = (sum: number): number | null => (stated > 0 ? sum / stated : null);
  return {
    ...pairErrors({ values, seconds: (user + system) / 1e6 }, truth),
    covered68: ofStated(sums.covered68),
    covered95: ofStated(sums.covered95),
    squaredZ: ofStated(sums.squaredZ),
  };
}

export type PairCoverage = Readonly<Record<'covered68' | 'covered95' | 'squaredZ', Interval | null>>;

/** Means over texts, with 95 % bootstrap intervals; null where no text had a run with errors. */
export function summariseCoverage(runs: readonly PairRuns[]): PairCoverage & { readonly texts: number } {
  const sampled = runs.filter(({ squaredZ }) => squaredZ !== null);
  const mean = (of: keyof PairCoverage): Interval | null =>
    sampled.length > 0
      ? bootstrapMean(
          sampled.map((one) => one[of]!),
          new Random(0),
        )
      : null;
  return {
    texts: sampled.length,
    covered68: mean('covered68'),
    covered95: mean('covered95'),
    squaredZ: mean('squaredZ'),
  };
}
