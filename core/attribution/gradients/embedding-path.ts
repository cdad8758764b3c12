import type { Feature } from '../../text/masking';
import type { SpecialTokenIds, Token } from '../../text/types';
import type { DifferentiableClassifier, OutputGradient, Target } from '../../model/classifier';
import type { Run } from '../run';

/** One text at its word embeddings, for the gradient methods. They need only its ids. */
export interface EmbeddedText {
  readonly tokens: readonly Pick<Token, 'id' | 'special'>[];
  /** The features that get values. The value of a feature is the sum over its tokens. */
  readonly features: readonly Pick<Feature, 'tokens'>[];
  readonly target: Target;
  readonly special: Pick<SpecialTokenIds, 'pad' | 'mask'>;
}

/** The baseline: what the embeddings of a text's tokens are compared with. [CLS] and [SEP] are kept. */
export type EmbeddingBaseline = 'pad' | 'mask' | 'zero' | 'mean';

/** Word embeddings [tokens, embeddingSize] of the text itself. */
export function textEmbeddings(model: DifferentiableClassifier, { tokens }: EmbeddedText): Float32Array {
  return model.embed(tokens.map(({ id }) => id));
}

/** Word embeddings [tokens, embeddingSize] of a text's baseline: every token replaced but [CLS] and [SEP]. */
export function baselineEmbeddings(
  model: DifferentiableClassifier,
  text: EmbeddedText,
  baseline: EmbeddingBaseline,
): Float32Array {
  const size = model.embeddingSize;
  const embeddings = textEmbeddings(model, text);
  const replacement = {
    pad: () => model.embed([text.special.pad]),
    mask: () => model.embed([text.special.mask]),
    zero: () => new Float32Array(size),
    mean: () => meanEmbedding(model),
  }[baseline]();
  text.tokens.forEach(({ special }, token) => {
    if (!special) embeddings.set(replacement, token * size);
  });
  return embeddings;
}

const meanEmbeddings = new WeakMap<DifferentiableClassifier, Float32Array>();

/** Mean over the vocabulary; computed once a model. */
function meanEmbedding(model: DifferentiableClassifier): Float32Array {
  const known = meanEmbeddings.get(model);
  if (known) return known;
  const { embeddingSize, vocabularySize } = model;
  const sums = new Float64Array(embeddingSize);
  const rowsAtOnce = 1024;
  for (let first = 0; first < vocabularySize; first += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, vocabularySize - first);
    model.embed(Int32Array.from({ length }, (_, i) => first + i)).forEach((value, i) => {
      sums[i % embeddingSize]! += value;
    });
  }
  const mean = Float32Array.from(sums, (sum) => sum / vocabularySize);
  meanEmbeddings.set(model, mean);
  return mean;
}

/** start + position x (end - start), entry by entry. */
export function between(start: Float32Array, end: Float32Array, position: number): Float32Array {
  return start.map((value, i) => value + position * (end[i]! - value));
}

/** Computes gradients at points, which are made one batch at a time. Hands each to `use`, in their order. */
export async function eachGradient(
  model: DifferentiableClassifier,
  target: Target,
  points: number,
  point: (index: number) => Float32Array,
  use: (result: OutputGradient, index: number) => void,
  run: Run,
): Promise<void> {
  await run.batches(points, async (start, end, signal) => {
    const rows = Array.from({ length: end - start }, (_, i) => ({ embeddings: point(start + i) }));
    const results = await model.gradients(rows, target, signal);
    results.forEach((result, i) => use(result, start + i));
  });
}

/** Sums a quantity [tokens, size] over the embedding axis and the tokens of each feature. */
export function foldIntoFeatures(
  entries: ArrayLike<number>,
  size: number,
  features: readonly Pick<Feature, 'tokens'>[],
): Float64Array {
  return Float64Array.from(features, ({ tokens }) => {
    let sum = 0;
    for (const token of tokens) {
      for (let i = token * size; i < (token + 1) * size; i++) sum += entries[i]!;
    }
    return sum;
  });
}
