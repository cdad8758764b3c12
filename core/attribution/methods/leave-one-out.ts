import { leaveOneOut as byRemoval } from '../games/leave-one-out';
import { coalitionMethod } from '../method';

export const leaveOneOut = coalitionMethod({
  name: 'leave-one-out',
  title: 'Leave-one-out',
  question: 'How does the output change when one word is missing? (cheap control)',
  source: { paper: 'Zeiler & Fergus 2014; Li, Monroe & Jurafsky 2016', reference: 'Captum FeatureAblation' },
  group: 'controls',
  gives: 'values',
  addsUp: 'not',
  sum: 'nothing in particular',
  base: 'no words',
  fields: {},
  rows: (_, features) => features + 2,
  explain: ({ game }, _, run) => byRemoval(game, run),
});
