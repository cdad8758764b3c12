import type { EmbeddingBaseline } from '../gradients/embedding-path';
import { integratedGradients as alongThePath, type QuadratureRule } from '../gradients/integrated-gradients';
import { gradientMethod } from '../method';
import { choice, real, whole } from '../settings/fields';

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
    baseline: choice<EmbeddingBaseline>({
      label: 'Gradients’ baseline',
      help: 'what Integrated Gradients starts from, in the place of every token but [CLS] and [SEP]',
      default: 'pad',
      choices: { pad: 'padding embedding', mask: '[MASK] embedding', zero: 'zero', mean: 'mean embedding' },
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
    steps: whole({
      label: 'Integration steps',
      help: 'steps of Integrated Gradients, doubled while they are too few',
      unit: 'steps',
      default: 50,
      least: 1,
      offered: [2, 1000],
    }),
    tolerance: real({
      label: 'Tolerance of the sum',
      help: 'steps are doubled until base value and values miss the output by at most this',
      unit: 'units of the output',
      default: 0.005,
      advanced: true,
    }),
    maxSteps: whole({
      label: 'Most steps',
      help: 'no doubling beyond so many steps; as many as the steps, or fewer: no doubling',
      unit: 'steps',
      default: 400,
      least: 1,
      offered: [1, 10_000],
      advanced: true,
    }),
  },
  rows: ({ steps }) => steps + 2,
  explain: ({ model, embedded }, settings, run) => alongThePath(model, embedded, settings, run),
});
