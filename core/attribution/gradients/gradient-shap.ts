import { RunningMoments } from '../../math/moments';
import { Random } from '../../math/random';
import type { Attribution } from '../attribution';
import {
  between,
  eachGradient,
  foldIntoFeatures,
  pointOfIds,
  textPoint,
  type EmbeddedText,
} from './embedding-path';
import type { DifferentiableClassifier } from '../../model/classifier';
import { isPrecise, type Run } from '../run';

export interface GradientShapRunSettings {
  readonly seed: number;
  readonly samples: number;
  /** Stops once every standard error is at most this; 0: never. */
  readonly until: number;
}

/** How many samples are drawn between two partial results. */
const partialEvery = 32;

/**
 * Gradient SHAP, also called expected gradients (Erion et al. 2021; Captum's GradientShap without noise, shap's
 * GradientExplainer): the mean over baselines b of a background distribution, and over points on the line from b to the
 * text x, of (x - b) times the gradient, summed over the embedding axis. In expectation, values sum to f(x) minus the
 * mean of f(b). `delta` shows by how much a run misses that.
 *
 * Samples are spread evenly. Each baseline is used equally often, give or take once. The line is cut into as many equal
 * parts as there are samples, with one random point in each. The estimate stays unbiased. Standard errors are those of
 * independent samples, so they are rather too wide.
 *
 * @param background token ids with [CLS] and [SEP], any length. Each is cut, or padded before its [SEP], to the length
 *   of the text
 * @throws Error when there is no background
 */
export async function gradientShap(
  model: DifferentiableClassifier,
  text: EmbeddedText,
  background: readonly ArrayLike<number>[],
  { seed, samples, until }: GradientShapRunSettings,
  run: Run,
): Promise<Attribution> {
  if (background.length === 0) {
    throw new Error('Gradient SHAP needs a background: the token ids of at least one neutral text.');
  }
  const random = new Random(seed);
  const end = textPoint(model, text);
  const uses = random.shuffle(Array.from({ length: samples }, (_, i) => i % background.length));
  const parts = random.shuffle(Array.from({ length: samples }, (_, i) => i));
  const positions = parts.map((part) => (part + random.uniform()) / samples);
  const baselines = background.slice(0, samples).map((row) => pointOfIds(model, fitBackground(row, text)));
  run.expect(samples + baselines.length + 1);

  const outputs: number[] = [];
  const ends = [...baselines, end];
  await eachGradient(
    text,
    ends.length,
    (i) => ends[i]!,
    ({ output }) => outputs.push(output),
    run,
  );
  const outputValue = outputs.pop()!;
  const baseValue = uses.reduce((sum, baseline) => sum + outputs[baseline]! / samples, 0);

  const moments = new RunningMoments(text.features.length);
  const attribution = (): Attribution => ({
    values: moments.mean(),
    standardErrors: moments.standardError(),
    baseValue,
    outputValue,
    diagnostics: { baselines: baselines.length },
    notes: [],
  });
  for (let first = 0; first < samples; first += partialEvery) {
    const count = Math.min(partialEvery, samples - first);
    await eachGradient(
      text,
      count,
      (i) => between(baselines[uses[first + i]!]!, end, positions[first + i]!),
      ({ gradient }, i) => {
        const { embeddings: start } = baselines[uses[first + i]!]!;
        const products = gradient.map((value, e) => value * (end.embeddings[e]! - start[e]!));
        moments.add(foldIntoFeatures(products, model.embeddingSize, text.features));
      },
      run,
    );
    if (first + count === samples) break;
    const result = attribution();
    if (isPrecise(result.standardErrors, until)) return result;
    run.show(result);
  }
  return attribution();
}

/** A background row with the length of the text, and special tokens at the same places. */
function fitBackground(row: ArrayLike<number>, { tokens, special }: EmbeddedText): number[] {
  const content = Array.from(row).slice(1, -1);
  let next = 0;
  return tokens.map((token) => (token.special ? token.id : (content[next++] ?? special.pad)));
}
