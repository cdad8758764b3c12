import type { Attribution } from './attribution';
import type { Game } from './game';
import { pairedShap, type PairedShapSettings } from './paired-shap';
import type { Run } from './run';

/**
 * Leverage SHAP (Musco & Witter 2025, "Provably Accurate Shapley Value Estimation via Leverage Score Sampling"): the
 * regression of KernelSHAP with coalitions drawn in proportion to their leverage scores, 1 / C(M, s): every size equally
 * often, in pairs, without replacement. The paper draws the number of each size at random; here it is fixed, which
 * can only lower the variance.
 */
export function leverageShap(game: Game, settings: PairedShapSettings, run: Run): Promise<Attribution> {
  const { players } = game;
  return pairedShap(game, settings, ({ size }) => (size * 2 === players ? 0.5 : 1), run);
}
