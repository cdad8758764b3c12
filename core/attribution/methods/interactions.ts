import { withinBudget } from '../games/enumeration';
import { pairInteractions } from '../interactions/pair-interactions';
import { coalitionMethod } from '../method';
import { coalitionBudget, seed } from '../settings/shared';

/**
 * Shapley values together with the Shapley interaction index of all pairs: what two words add together beyond what each
 * adds alone. Exact where all coalitions fit the budget, else the interpolation's, from pairs of complementary
 * coalitions chosen by what they say, with standard errors.
 */
export const interactions = coalitionMethod({
  name: 'interactions',
  title: 'Pair interactions',
  question: 'Which two words say more, or less, together than each says alone?',
  source: { paper: 'Grabisch & Roubens 1999', reference: 'shapiq ExactComputer, SII' },
  group: 'removal',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields: {
    seed,
    ...coalitionBudget,
  },
  rows: withinBudget,
  async explain({ game }, settings, run) {
    run.expect(withinBudget(settings, game.players));
    const found = await pairInteractions(run.through(game), settings, run.signal);
    return {
      values: found.shapley,
      standardErrors: found.shapleyErrors,
      pairs: found.pairs,
      baseValue: found.baseValue,
      outputValue: found.outputValue,
      diagnostics: {},
      notes: found.exact ? ['All coalitions were evaluated: the values are exact.'] : [],
    };
  },
});
