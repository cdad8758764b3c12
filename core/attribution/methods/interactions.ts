import { withinBudget } from '../games/enumeration';
import { pairInteractions } from '../interactions/pair-interactions';
import { coalitionMethod } from '../method';
import { evaluations, seed } from '../settings/shared';

/** All coalitions of so many features are evaluated where nobody sets a budget. */
const mostExact = 12;

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
    evaluations: evaluations({
      of: (features) => (features <= mostExact ? 2 ** mostExact : 2 * features + 2048),
      text: '4096 up to 12 features, else 2 M + 2048',
    }),
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
