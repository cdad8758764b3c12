import { drawByKernel } from '../games/coalition-pairs';
import { sampledRows } from '../games/enumeration';
import { coalitionMethod } from '../method';
import { estimator, samplingFields } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';

/**
 * KernelSHAP: Shapley values from coalitions whose sizes are sampled in proportion to the Shapley kernel, (M - 1) /
 * (C(M, s) s (M - s)) a coalition. Sizes whose share covers all their coalitions are enumerated, from the outside in.
 * Unlike the reference, it draws without replacement and a fixed number of each size, adds no l1 penalty, and states
 * standard errors. `regression` is the weighted least squares of the reference. `interpolation` (the default) has a
 * smaller error with the same evaluations.
 */
export const kernelShap = coalitionMethod({
  name: 'kernel-shap',
  title: 'KernelSHAP',
  question:
    'What does each word add, on average over all the groups of words that it can join? (Groups drawn as SHAP draws them)',
  source: { paper: 'Lundberg & Lee 2017', reference: 'shap KernelExplainer' },
  group: 'removal',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields: { ...samplingFields, estimator },
  rows: sampledRows(4.5),
  explain: ({ game }, settings, run) => pairedShap(game, settings, drawByKernel, run),
});
