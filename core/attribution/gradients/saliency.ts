import type { Attribution } from '../attribution';
import { eachGradient, textPoint, type EmbeddedText } from './embedding-path';
import type { DifferentiableClassifier } from '../../model/classifier';
import type { Run } from '../run';

/**
 * Saliency (Simonyan, Vedaldi & Zisserman 2014): the norm of the gradient at each token's word embedding; l1 is Captum's
 * Saliency summed over the embedding axis. A word's value is the sum over its tokens. The values are magnitudes
 * without a sign or a baseline: baseValue is the output itself, and delta their sum.
 */
export async function saliency(
  model: DifferentiableClassifier,
  text: EmbeddedText,
  { norm }: { readonly norm: 'l1' | 'l2' },
  run: Run,
): Promise<Attribution> {
  const size = model.embeddingSize;
  const here = textPoint(model, text);
  run.expect(1);
  let outputValue = 0;
  let norms = new Float64Array(0);
  await eachGradient(
    text,
    1,
    () => here,
    ({ output, gradient }) => {
      outputValue = output;
      norms = Float64Array.from(text.tokens, (_, token) =>
        vectorNorm(gradient.subarray(token * size, (token + 1) * size), norm),
      );
    },
    run,
  );
  return {
    values: Float64Array.from(text.features, ({ tokens }) =>
      tokens.reduce((sum, token) => sum + norms[token]!, 0),
    ),
    standardErrors: null,
    baseValue: outputValue,
    outputValue,
    diagnostics: {},
    notes: ['Saliency values are magnitudes: they have no sign and do not add up to the output.'],
  };
}

function vectorNorm(vector: Float32Array, norm: 'l1' | 'l2'): number {
  return norm === 'l1'
    ? vector.reduce((sum, value) => sum + Math.abs(value), 0)
    : Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
