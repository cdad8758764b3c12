import type { Attribution } from '../attribution';
import {
  baselinePoint,
  eachGradient,
  foldIntoFeatures,
  textPoint,
  type EmbeddedText,
} from './embedding-path';
import type { DifferentiableClassifier, OutputGradient } from '../../model/classifier';
import type { Run } from '../run';

/**
 * Input x Gradient (Shrikumar et al. 2017; Captum's InputXGradient) at the word embeddings, summed over the embedding
 * axis: it is one step of Integrated Gradients from zero embeddings. The output at zero embeddings is evaluated too, so
 * that `delta` shows how far the values are from adding up.
 */
export async function inputXGradient(
  model: DifferentiableClassifier,
  text: EmbeddedText,
  run: Run,
): Promise<Attribution> {
  const points = [textPoint(model, text), baselinePoint(model, text, 'zero')];
  run.expect(2);
  const results: OutputGradient[] = [];
  await eachGradient(
    text,
    2,
    (i) => points[i]!,
    (result) => results.push(result),
    run,
  );
  const [here, zero] = [results[0]!, results[1]!];
  const { embeddings } = points[0]!;
  const products = here.gradient.map((value, e) => value * embeddings[e]!);
  return {
    values: foldIntoFeatures(products, model.embeddingSize, text.features),
    standardErrors: null,
    baseValue: zero.output,
    outputValue: here.output,
    diagnostics: {},
    notes: [],
  };
}
