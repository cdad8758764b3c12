import { untilPrecise } from '../games/enumeration';
import { designPairs } from '../games/pair-design';
import { coalitionMethod } from '../method';
import { samplingFields } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';

/**
 * Shapley values of the smoothest game through the values found (Bayesian quadrature), from the pairs of coalitions that
 * say most about them: each is chosen by the posterior variance that it takes away, in closed form. Unlike shapiq's
 * ShaplEIG nothing is refitted and one coalition need not wait for another, so batches are full and choosing costs
 * next to nothing; only the odd part of the game is modelled, as in OddSHAP.
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
        // Chosen pairs come in order of what they say: where a run stops, the later half tells how sure it can be.
        scaleFrom: settings.until > 0 ? 'later half' : 'all',
      },
      designPairs,
      run,
    ),
});
