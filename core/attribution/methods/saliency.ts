import { saliency as normOfGradient } from '../gradients/saliency';
import { gradientMethod } from '../method';
import { choice } from '../settings/fields';

export const saliency = gradientMethod({
  name: 'saliency',
  title: 'Saliency',
  question: 'How sensitive is the output to each word, whichever way? (cheap control, no signs)',
  source: { paper: 'Simonyan, Vedaldi & Zisserman 2014', reference: 'Captum Saliency' },
  group: 'controls',
  gives: 'values',
  addsUp: 'not',
  sum: 'nothing in particular',
  base: 'the text itself',
  unsigned: true,
  fields: {
    norm: choice({
      label: 'Norm of a gradient',
      help: "norm of a token's gradient over the embedding axis",
      default: 'l2',
      choices: { l2: 'l2', l1: 'l1, as Captum' },
      advanced: true,
    }),
  },
  rows: () => 1,
  explain: ({ model, embedded }, settings, run) => normOfGradient(model, embedded, settings, run),
});
