import { gradientShap as overBackground } from '../gradients/gradient-shap';
import { gradientMethod } from '../method';
import { byBudget } from '../settings/budget';
import { automatic } from '../settings/fields';
import { budget, seed, until } from '../settings/shared';

export const gradientShap = gradientMethod({
  name: 'gradient-shap',
  title: 'Gradient SHAP',
  question: 'The same growth as by Integrated Gradients, averaged over paths from neutral texts.',
  source: { paper: 'Erion et al. 2021', reference: 'shap GradientExplainer, Captum GradientShap' },
  group: 'gradients',
  gives: 'values',
  addsUp: 'roughly',
  sum: 'the output minus the mean output of the neutral texts, in expectation',
  base: 'neutral texts',
  fields: {
    seed,
    budget,
    samples: automatic({
      // A gradient costs more than an output: this is not LIME's number.
      key: 'gradientSamples',
      label: 'Gradient samples',
      help: 'points of paths that Gradient SHAP draws',
      unit: 'points',
      least: 2,
      offered: [2, 10_000],
      automatic: byBudget({ quick: 64, normal: 200, exact: 1000, reference: 200 }),
      advanced: true,
    }),
    until,
  },
  // The text and the neutral texts, of which there are 50 unless a model brings its own.
  rows: ({ samples }) => samples + 51,
  explain: ({ model, embedded, background }, settings, run) =>
    overBackground(model, embedded, background, settings, run),
});
