import type { Random } from './random';

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples?: number;
  /** The share of resamples within the interval. */
  readonly level?: number;
}

/**
 * Percentile bootstrap interval of the mean (Efron 1979). One value gives an interval of no width.
 *
 * @throws RangeError when there are no values
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  random: Random,
  { resamples = 2000, level = 0.95 }: BootstrapOptions = {},
): Interval {
  const n = values.length;
  if (n === 0) throw new RangeError('A bootstrap interval needs at least one value.');
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[random.integer(n)]!;
    means[r] = sum / n;
  }
  means.sort();
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  return {
    estimate: sum / n,
    low: quantile(means, (1 - level) / 2),
    high: quantile(means, (1 + level) / 2),
  };
}

/** Quantile of ascending values, linear between neighbours (type 7 of Hyndman & Fan, NumPy's default). */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
