import { inputXGradient as atTheText } from '../gradients/input-x-gradient';
import { gradientMethod } from '../method';

export const inputXGradient = gradientMethod({
  name: 'input-x-gradient',
  title: 'Input × Gradient',
  question: 'What does the slope at the text itself say of each word? (cheap control)',
  source: { paper: 'Shrikumar et al. 2017', reference: 'Captum InputXGradient' },
  group: 'controls',
  gives: 'values',
  addsUp: 'not',
  sum: 'nothing in particular',
  base: 'zero embeddings',
  fields: {},
  rows: () => 2,
  explain: ({ model, embedded }, _, run) => atTheText(model, embedded, run),
});
