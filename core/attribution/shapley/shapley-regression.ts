import { factorSymmetric, type SymmetricSolver } from '../../math/cholesky';
import type { Pair, Stratum } from '../games/coalition-pairs';

export interface ShapleyEstimate {
  readonly values: Float64Array;
  /** Null where the pairs do not determine the values, let alone their errors. */
  readonly standardErrors: Float64Array | null;
  readonly illConditioned: boolean;
}

/**
 * Shapley values as weighted least squares (Lundberg & Lee 2017) over a stratified sample of paired coalitions.
 *
 * Of a pair S and its complement S', only half the difference of their values enters the regression. So each pair is
 * one row. The values have to sum to `total` = v(all) - v(none). This constraint is eliminated through the last player,
 * which no pair has among its members. The row then holds the membership of the others, 0 or 1, and its response is
 * (v(S) - v(S') + total) / 2. A pair stands for all pairs of its stratum. Its weight is the kernel sum of the stratum
 * divided by the number drawn. The kernel of strata without a pair goes to those that are drawn in part.
 *
 * Standard errors are those of the sampling design: stratified, without replacement. Where all is enumerated there are
 * none. Few rows fit themselves too well, so residuals are divided by 1 - leverage (the jackknife, HC3).
 *
 * @param differences v(S) - v(S') of each pair
 */
export function shapleyRegression(
  players: number,
  strata: readonly Stratum[],
  pairs: readonly Pair[],
  differences: ArrayLike<number>,
  total: number,
): ShapleyEstimate {
  const n = players - 1;
  const drawn = strata.map(() => 0);
  for (const { stratum } of pairs) drawn[stratum]!++;
  const weights = pairWeights(strata, drawn);

  const gram = new Float64Array(n * n);
  const cross = new Float64Array(n);
  pairs.forEach(({ members, stratum }, p) => {
    const weight = weights[stratum]!;
    const response = (differences[p]! + total) / 2;
    for (let a = 0; a < members.length; a++) {
      const row = members[a]! * n;
      cross[members[a]!]! += weight * response;
      for (let b = 0; b <= a; b++) gram[row + members[b]!]! += weight;
    }
  });
  const solver = factorSymmetric(gram, n);
  const values = new Float64Array(players);
  values.set(solver.solve(cross));
  values[n] = values.reduce((rest, value) => rest - value, total);
  const sample: Sample = { strata, drawn, weights, pairs, differences, total };
  return {
    values,
    standardErrors: solver.illConditioned ? null : designErrors(values, solver, sample),
    illConditioned: solver.illConditioned,
  };
}

/** Weight of a pair of each stratum. */
function pairWeights(strata: readonly Stratum[], drawn: readonly number[]): number[] {
  const kernelOf = (chosen: (all: number, drawn: number) => boolean): number =>
    strata.reduce((sum, { pairs, kernel }, i) => (chosen(pairs, drawn[i]!) ? sum + kernel : sum), 0);
  const missing = kernelOf((_, count) => count === 0);
  const sampled = kernelOf((all, count) => count > 0 && count < all);
  return strata.map(({ pairs, kernel }, i) => {
    const count = drawn[i]!;
    return (count < pairs ? kernel * (1 + missing / sampled) : kernel) / count;
  });
}

interface Sample {
  readonly strata: readonly Stratum[];
  readonly drawn: readonly number[];
  readonly weights: readonly number[];
  readonly pairs: readonly Pair[];
  readonly differences: ArrayLike<number>;
  readonly total: number;
}

/** Leverages are kept below this: a row that is fitted exactly says nothing about its own error. */
const highestLeverage = 0.99;

/** Variances below this share of the largest are those of rounding. */
const least = 1e-12;

function designErrors(values: Float64Array, solver: SymmetricSolver, sample: Sample): Float64Array | null {
  const { strata, drawn, weights, pairs, differences, total } = sample;
  const players = values.length;
  const n = players - 1;
  // The strata that are sampled in part need enough pairs to show how they scatter.
  const isSampled = strata.map(({ pairs: all }, i) => drawn[i]! > 0 && drawn[i]! < all);
  if (pairs.length <= n && isSampled.includes(true)) return null;
  // If all pairs of some sizes are drawn and none of others, nothing shows what the others hold.
  if (!isSampled.includes(true) && drawn.includes(0)) return null;

  const sums = strata.map(() => new Float64Array(players));
  const squares = strata.map(() => new Float64Array(players));
  const row = new Float64Array(n);
  pairs.forEach(({ members, stratum }, p) => {
    if (!isSampled[stratum]) return;
    const weight = weights[stratum]!;
    row.fill(0);
    for (const member of members) row[member] = 1;
    const influence = solver.solve(row);
    let leverage = 0;
    let residual = (differences[p]! + total) / 2;
    for (const member of members) {
      leverage += weight * influence[member]!;
      residual -= values[member]!;
    }
    const scale = (weight * residual) / (1 - Math.min(leverage, highestLeverage));
    let last = 0;
    const [sum, square] = [sums[stratum]!, squares[stratum]!];
    for (let i = 0; i < n; i++) {
      const shift = influence[i]! * scale;
      last -= shift;
      sum[i]! += shift;
      square[i]! += shift * shift;
    }
    sum[n]! += last;
    square[n]! += last * last;
  });

  const variances = new Float64Array(players);
  strata.forEach(({ pairs: all }, s) => {
    if (!isSampled[s]) return;
    const count = drawn[s]!;
    const unseen = 1 - count / all;
    for (let i = 0; i < players; i++) {
      const scatter =
        count > 1 ? ((squares[s]![i]! - sums[s]![i]! ** 2 / count) * count) / (count - 1) : squares[s]![i]!;
      variances[i]! += unseen * Math.max(0, scatter);
    }
  });
  // A value that rests on rows which are fitted exactly shows no error of its own, but has one.
  const most = Math.max(...variances);
  return variances.map((variance) => Math.sqrt(variance < least * most ? most : variance));
}
