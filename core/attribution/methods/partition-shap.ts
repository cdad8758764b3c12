import { binaryTree, featureTree } from '../../text/hierarchy';
import { withinBudget } from '../games/enumeration';
import { coalitionMethod } from '../method';
import { byBudget } from '../settings/budget';
import { budget, evaluations } from '../settings/shared';
import { partitionShap as byPartition } from '../shapley/partition-shap';

export const partitionShap = coalitionMethod({
  name: 'partition-shap',
  title: 'Partition SHAP',
  question: 'What do sentences, then phrases, then words add? (Owen values; quick on long texts)',
  source: { paper: 'Owen 1977', reference: 'shap PartitionExplainer' },
  group: 'removal',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of no words',
  base: 'no words',
  // shap's PartitionExplainer: max_evals=500.
  fields: {
    budget,
    evaluations: evaluations(byBudget({ quick: 200, normal: 500, exact: 8194, reference: 500 })),
  },
  // Measured: so many open the whole tree of a sentence.
  rows: ({ evaluations }, features) =>
    withinBudget({ evaluations: Math.min(evaluations, Math.ceil(0.8 * features ** 2)) }, features),
  explain: ({ text, features, game }, settings, run) => {
    const tree = featureTree(text, features);
    if (!tree) throw new RangeError('Owen values need at least one feature.');
    return byPartition(game, binaryTree(tree), settings, run);
  },
});
