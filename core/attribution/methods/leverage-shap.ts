import { drawByLeverage } from '../games/coalition-pairs';
import { sampledRows } from '../games/enumeration';
import { coalitionMethod } from '../method';
import { estimator, samplingFields } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';

/**
 * Leverage SHAP ("Provably Accurate Shapley Value Estimation via Leverage Score Sampling"): like KernelSHAP, with
 * coalitions that are drawn in proportion to their leverage scores, 1 / C(M, s): every size equally often, in pairs,
 * without replacement. The paper draws the number of each size at random. Here it is fixed, which can only lower the
 * variance.
 */
export const leverageShap = coalitionMethod({
  name: 'leverage-shap',
  title: 'Leverage SHAP',
  question:
    'What does each word add, on average over all the groups of words that it can join? (As KernelSHAP, from groups that tell more)',
  source: { paper: 'Musco & Witter 2025', reference: null },
  group: 'removal',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields: { ...samplingFields, estimator },
  rows: sampledRows(4.5),
  explain: ({ game }, settings, run) => pairedShap(game, settings, drawByLeverage, run),
});
