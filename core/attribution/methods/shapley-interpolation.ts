import { untilPrecise } from '../games/enumeration';
import { designPairs } from '../games/pair-design';
import { coalitionMethod } from '../method';
import { samplingFields } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';

/**
 * Shapley values of the smoothest game through the values found (Bayesian quadrature), from the pairs of coalitions
 * that say most about them. Each pair is chosen by how much posterior variance it removes, in closed form. Unlike in
 * shapiq's ShaplEIG, nothing is refitted and no coalition waits for another. So batches are full, and choosing costs
 * almost nothing. Only the odd part of the game is modelled, as in OddSHAP.
 */
export const shapleyInterpolation = coalitionMethod({
  name: 'shapley-interpolation',
  title: 'Shapley interpolation',
  question:
    'What does each word add, on average over all the groups of words that it can join? (From the groups that tell most)',
  source: { paper: 'Rundel et al. 2026', reference: 'shapiq ShaplEIG' },
  group: 'removal',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields: samplingFields,
  rows: untilPrecise,
  explain: ({ game }, settings, run) =>
    pairedShap(
      game,
      {
        ...settings,
        estimator: 'interpolation',
        // Chosen pairs are ordered by how much they say. If a run stops early, the later half shows how sure it can be.
        scaleFrom: settings.until > 0 ? 'later half' : 'all',
      },
      designPairs,
      run,
    ),
});
