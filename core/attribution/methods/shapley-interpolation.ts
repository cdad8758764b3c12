import type { Attribution } from '../attribution';
import type { PairDraw } from '../games/coalition-pairs';
import { sampledRows } from '../games/enumeration';
import type { Game } from '../games/game';
import { designPairs } from '../games/pair-design';
import { coalitionMethod } from '../method';
import type { Run } from '../run';
import type { Budget } from '../settings/budget';
import type { Resolved, SettingsOf } from '../settings/fields';
import { samplingFields } from '../settings/shared';
import { pairedShap } from '../shapley/paired-shap';
import type { Correlations } from '../shapley/staged-interpolation';

type SamplingSettings = Resolved<SettingsOf<typeof samplingFields>>;

/** Rows of the interpolation, as far as they are known beforehand. */
export const interpolationRows = sampledRows(2.7);

/**
 * Shapley values of the smoothest game through the values found (Bayesian quadrature), from the pairs of coalitions that
 * say most about them. Each pair is chosen by how much posterior variance it removes, in closed form. The choice does not
 * wait for values, unlike that of shapiq's ShaplEIG, so batches are full. How smooth the game is in each word is fitted to
 * the values found. Only the odd part of the game is modelled, as in OddSHAP.
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
  rows: interpolationRows,
  explain: ({ game }, settings, run) => interpolatedShap(game, settings, designPairs, run),
});

/** The correlations of the interpolation follow from the budget. */
export function correlationsOf(budget: Budget): Correlations {
  // The results of the budget "reference" stay what they were before correlations were fitted.
  return budget === 'reference' ? 'fixed' : 'fitted';
}

/** The interpolation by a budget. */
export function interpolatedShap(
  game: Game,
  { budget, ...settings }: SamplingSettings,
  draw: PairDraw,
  run: Run,
): Promise<Attribution> {
  return pairedShap(
    game,
    { ...settings, estimator: 'interpolation', correlations: correlationsOf(budget) },
    draw,
    run,
  );
}
