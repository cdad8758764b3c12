import type { Attribution } from './attribution';
import type { Game } from './game';
import { regressionShap, type RegressionShapSettings } from './regression-shap';
import type { Run } from './run';

/**
 * KernelSHAP (Lundberg & Lee 2017; shap's KernelExplainer): Shapley values by weighted least squares, coalition sizes
 * sampled in proportion to the Shapley kernel, (M - 1) / (C(M, s) s (M - s)) a coalition. Sizes whose share covers
 * all their coalitions are enumerated, from the outside in. Unlike the reference it draws without replacement and a
 * fixed number of each size, adds no l1 penalty, and states standard errors.
 */
export function kernelShap(game: Game, settings: RegressionShapSettings, run: Run): Promise<Attribution> {
  return regressionShap(game, settings, ({ kernel }) => kernel, run);
}
