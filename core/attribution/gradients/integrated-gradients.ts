import { gaussLegendre, riemann, trapezoid, type Quadrature } from '../../math/quadrature';
import type { Attribution } from '../attribution';
import {
  baselinePoint,
  between,
  eachGradient,
  foldIntoFeatures,
  textPoint,
  type EmbeddedText,
  type EmbeddingBaseline,
} from './embedding-path';
import type { DifferentiableClassifier } from '../../model/classifier';
import type { Run } from '../run';

export type QuadratureRule =
  'gauss-legendre' | 'riemann-right' | 'riemann-left' | 'riemann-middle' | 'trapezoid';

export interface PathSettings {
  readonly baseline: EmbeddingBaseline;
  readonly rule: QuadratureRule;
  readonly steps: number;
  /** Steps are doubled until |delta| is at most this, in units of the target... */
  readonly tolerance: number;
  /** ...and never beyond this many. */
  readonly maxSteps: number;
  /** Whether, in addition, the last doubling may move no feature by more than the tolerance. */
  readonly settles: boolean;
}

/**
 * Integrated Gradients (Sundararajan, Taly & Yan 2017) at the word embeddings, as Captum's LayerIntegratedGradients: (x
 * - b) times the gradient averaged along the line from the baseline b to the text x, summed over the embedding axis. By
 * completeness, values sum to f(x) - f(b). `delta` is the error of the quadrature. Steps are doubled, up to a limit,
 * while |delta| is above the tolerance or a doubling still moves a feature. f(x) and f(b) come from the gradient graph
 * too.
 *
 * @param text tokens alone are enough: [CLS] and [SEP] (special) are kept in the baseline
 * @throws RangeError when steps are not whole and positive, or the trapezoid rule has fewer than two
 */
export async function integratedGradients(
  model: DifferentiableClassifier,
  text: EmbeddedText,
  { baseline, rule, steps, tolerance, maxSteps, settles }: PathSettings,
  run: Run,
): Promise<Attribution> {
  const start = baselinePoint(model, text, baseline);
  const end = textPoint(model, text);
  run.expect(2 + steps);

  const outputs: number[] = [];
  let before: Float64Array | null = null;
  for (let used = steps; ; used *= 2) {
    const { nodes, weights } = quadrature(rule, used);
    const average = new Float64Array(end.embeddings.length);
    // Both ends are evaluated together with the first steps: a batch of their own would take as long as several rows.
    const ends = outputs.length === 0 ? [start, end] : [];
    await eachGradient(
      text,
      ends.length + used,
      (i) => ends[i] ?? between(start, end, nodes[i - ends.length]!),
      ({ output, gradient }, i) => {
        if (i < ends.length) {
          outputs.push(output);
          return;
        }
        const weight = weights[i - ends.length]!;
        for (let e = 0; e < average.length; e++) average[e]! += weight * gradient[e]!;
      },
      run,
    );
    const [baseValue, outputValue] = outputs as [number, number];
    const products = average.map((value, e) => value * (end.embeddings[e]! - start.embeddings[e]!));
    const values = foldIntoFeatures(products, model.embeddingSize, text.features);
    const delta = values.reduce((sum, value) => sum + value, baseValue - outputValue);
    const moved: number = before ? largestDifference(values, before) : Infinity;
    before = values;
    const isSettled = !settles || moved <= tolerance;
    const isWithin = Math.abs(delta) <= tolerance;
    const attribution: Attribution = {
      values,
      standardErrors: null,
      baseValue,
      outputValue,
      diagnostics: { steps: used },
      notes: [
        ...(isWithin
          ? []
          : [`After ${used} steps delta is ${delta.toPrecision(2)}, above the tolerance of ${tolerance}.`]),
        ...(isSettled || moved === Infinity
          ? []
          : [`The last doubling, to ${used} steps, still moved a value by ${moved.toPrecision(2)}.`]),
      ],
    };
    if ((isWithin && isSettled) || used * 2 > maxSteps) return attribution;
    run.show(attribution);
    run.expect(used * 2);
  }
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

function quadrature(rule: QuadratureRule, steps: number): Quadrature {
  switch (rule) {
    case 'gauss-legendre':
      return gaussLegendre(steps);
    case 'riemann-left':
      return riemann(steps, 'left');
    case 'riemann-middle':
      return riemann(steps, 'middle');
    case 'riemann-right':
      return riemann(steps, 'right');
    case 'trapezoid':
      return trapezoid(steps);
  }
}
