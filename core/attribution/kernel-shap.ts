import type { Attribution } from './attribution';
import type { Game } from './game';
import { pairedShap, type PairedShapSettings } from './paired-shap';
import type { Run } from './run';

/**
 * KernelSHAP (Lundberg & Lee 2017; shap's KernelExplainer): Shapley values from coalitions whose sizes are sampled in
 * proportion to the Shapley kernel, (M - 1) / (C(M, s) s (M - s)) a coalition. Sizes whose share covers all their
 * coalitions are enumerated, from the outside in. Unlike the reference it draws without replacement and a fixed number
 * of each size, adds no l1 penalty, and states standard errors. `regression` is the reference's weighted least
 * squares; `interpolation` (the default) makes more of the same evaluations.
 */
export function kernelShap(game: Game, settings: PairedShapSettings, run: Run): Promise<Attribution> {
  return pairedShap(game, settings, ({ kernel }) => kernel, run);
}
