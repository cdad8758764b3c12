import { sampledRows } from '../games/enumeration';
import { coalitionMethod } from '../method';
import { samplingFields } from '../settings/shared';
import { permutationShap as byPermutations } from '../shapley/permutation-shap';

export const permutationShap = coalitionMethod({
  name: 'permutation-shap',
  title: 'Permutation SHAP',
  question: 'What does each word add when words come in one by one, in many random orders?',
  source: {
    paper: 'Castro, Gómez & Tejada 2009; Mitchell et al. 2022',
    reference: 'shap PermutationExplainer',
  },
  group: 'removal',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  fields: samplingFields,
  rows: sampledRows(23),
  explain: ({ game }, settings, run) => byPermutations(game, settings, run),
});
