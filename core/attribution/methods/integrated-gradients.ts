import type { EmbeddingBaseline } from '../gradients/embedding-path';
import { integratedGradients as alongThePath, type QuadratureRule } from '../gradients/integrated-gradients';
import { gradientMethod } from '../method';
import { byBudget, unseen } from '../settings/budget';
import { automatic, automaticReal, choice } from '../settings/fields';
import { budget } from '../settings/shared';

export const integratedGradients = gradientMethod({
  name: 'integrated-gradients',
  title: 'Integrated Gradients',
  question: 'How does the output grow along the straight path from an empty text to this one?',
  source: { paper: 'Sundararajan, Taly & Yan 2017', reference: 'Captum LayerIntegratedGradients' },
  group: 'gradients',
  gives: 'values',
  addsUp: 'exactly',
  sum: 'the output minus that of the empty text, but for what quadrature misses',
  base: 'empty text',
  fields: {
    budget,
    // What an absent word is to the methods by removal. On 16 texts each of the test sets of TweetEval and SST it made the
    // values more faithful than any other of these.
    baseline: choice<EmbeddingBaseline>({
      label: 'Gradients’ baseline',
      help: 'what Integrated Gradients starts from, in the place of every token but [CLS] and [SEP]',
      default: 'mask',
      choices: { mask: '[MASK] embedding', pad: 'padding embedding', zero: 'zero', mean: 'mean embedding' },
    }),
    rule: choice<QuadratureRule>({
      label: 'Quadrature rule',
      help: 'how the path is cut into steps',
      default: 'gauss-legendre',
      choices: {
        'gauss-legendre': 'Gauss-Legendre',
        'riemann-right': 'Riemann, right',
        'riemann-left': 'Riemann, left',
        'riemann-middle': 'Riemann, middle',
        trapezoid: 'trapezoid',
      },
      advanced: true,
    }),
    steps: automatic({
      label: 'Integration steps',
      help: 'steps of Integrated Gradients, doubled while they are too few',
      unit: 'steps',
      automatic: byBudget({ quick: 4, normal: 8, exact: 100, reference: 50 }),
      least: 1,
      offered: [2, 1000],
    }),
    tolerance: automaticReal({
      label: 'Tolerance of the steps',
      help: 'steps are doubled until base value and values miss the output by at most this, and, but for the budget reference, until the last doubling moved no word by more',
      unit: 'units of the output',
      least: 0,
      automatic: byBudget({ quick: unseen(0.02), normal: unseen(0.005), exact: 0.0005, reference: 0.005 }),
      advanced: true,
    }),
    maxSteps: automatic({
      label: 'Most steps',
      help: 'no doubling beyond so many steps; as many as the steps, or fewer: no doubling',
      unit: 'steps',
      automatic: byBudget({ quick: 64, normal: 400, exact: 1600, reference: 400 }),
      least: 1,
      offered: [1, 10_000],
      advanced: true,
    }),
  },
  rows: ({ steps, maxSteps, budget }) => 2 + (budget === 'reference' ? steps : doubledSteps(steps, maxSteps)),
  explain: ({ model, embedded }, settings, run) =>
    alongThePath(model, embedded, { ...settings, settles: settings.budget !== 'reference' }, run),
});

/** With so many steps values have settled, as a rule. */
const usualSteps = 64;

/** Steps that are taken in all. They are doubled once at least, to see what that moves. */
function doubledSteps(steps: number, most: number): number {
  let [last, all] = [steps, steps];
  while (2 * last <= most && (last === steps || last < usualSteps)) {
    last *= 2;
    all += last;
  }
  return all;
}
