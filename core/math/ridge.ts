import { factorSymmetric } from './cholesky';

/**
 * The weighted sums over binary rows that a ridge regression with an intercept needs. They are centred at the weighted
 * means, so that the intercept is not penalised.
 */
export interface CentredMoments {
  readonly features: number;
  /** Weighted means of the columns and of the response. */
  readonly means: Float64Array;
  readonly responseMean: number;
  /** Sum of weight x (x - mean)(x - mean)^T, row-major [features, features], and of weight x (x - mean)(y - mean). */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
  /** Sum of weight x (y - mean)^2. */
  readonly responseVariation: number;
}

/** The moments of binary rows. A row is given by the ascending indices of its ones. The weights may have any sum. */
export function centredMoments(
  features: number,
  rows: readonly ArrayLike<number>[],
  responses: ArrayLike<number>,
  weights: ArrayLike<number>,
): CentredMoments {
  const gram = new Float64Array(features * features);
  const cross = new Float64Array(features);
  const sums = new Float64Array(features);
  let [total, responseSum] = [0, 0];
  rows.forEach((_, r) => {
    total += weights[r]!;
    responseSum += weights[r]! * responses[r]!;
  });
  let responseMean = responseSum / total;
  // Once more, by what the first mean misses: a constant response then has no variation, not that of rounding.
  let missed = 0;
  rows.forEach((_, r) => (missed += weights[r]! * (responses[r]! - responseMean)));
  responseMean += missed / total;
  let responseVariation = 0;
  rows.forEach((ones, r) => {
    const weight = weights[r]!;
    if (weight === 0) return;
    const residual = responses[r]! - responseMean;
    responseVariation += weight * residual * residual;
    for (let a = 0; a < ones.length; a++) {
      const i = ones[a]!;
      sums[i]! += weight;
      cross[i]! += weight * residual;
      for (let b = 0, base = i * features; b <= a; b++) gram[base + ones[b]!]! += weight;
    }
  });
  const means = sums.map((sum) => sum / total);
  for (let i = 0; i < features; i++) {
    for (let j = 0; j <= i; j++) {
      const centred = gram[i * features + j]! - sums[i]! * means[j]!;
      gram[i * features + j] = gram[j * features + i] = centred;
    }
  }
  return { features, means, responseMean, gram, cross, responseVariation };
}

export interface RidgeFit {
  /** One value a feature; 0 for a feature that is not kept. */
  readonly weights: Float64Array;
  readonly intercept: number;
  /** Weighted coefficient of determination on the rows themselves; 1 when the response is constant and fitted. */
  readonly r2: number;
  readonly illConditioned: boolean;
}

/**
 * Ridge regression as sklearn.linear_model.Ridge(alpha, fit_intercept=True) with sample weights, on the kept features
 * (all by default).
 */
export function fitRidge(moments: CentredMoments, alpha: number, kept?: readonly number[]): RidgeFit {
  const { features, means, responseMean, gram, cross, responseVariation } = moments;
  const columns = kept ?? Array.from({ length: features }, (_, i) => i);
  const n = columns.length;
  const matrix = new Float64Array(n * n);
  columns.forEach((i, a) => {
    columns.forEach((j, b) => {
      matrix[a * n + b] = gram[i * features + j]! + (a === b ? alpha : 0);
    });
  });
  const solver = factorSymmetric(matrix, n);
  const solution = solver.solve(columns.map((i) => cross[i]!));
  const weights = new Float64Array(features);
  columns.forEach((i, a) => (weights[i] = solution[a]!));

  let intercept = responseMean;
  let unexplained = responseVariation;
  for (const i of columns) {
    intercept -= weights[i]! * means[i]!;
    unexplained -= 2 * weights[i]! * cross[i]!;
    for (const j of columns) unexplained += weights[i]! * weights[j]! * gram[i * features + j]!;
  }
  const r2 = responseVariation > 0 ? 1 - unexplained / responseVariation : 1;
  return { weights, intercept, r2, illConditioned: solver.illConditioned };
}
