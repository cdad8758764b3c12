import type { Feature } from '../../text/masking';
import type { SpecialTokenIds, Token } from '../../text/types';
import type { DifferentiableClassifier, OutputGradient, Target } from '../../model/classifier';
import type { Run } from '../run';
import type { Point, PointGradients } from './memory';

/** One text at its word embeddings, for the gradient methods. They need only its ids. */
export interface EmbeddedText {
  readonly tokens: readonly Pick<Token, 'id' | 'special'>[];
  /** The features that get values. The value of a feature is the sum over its tokens. */
  readonly features: readonly Pick<Feature, 'tokens'>[];
  readonly target: Target;
  readonly special: Pick<SpecialTokenIds, 'pad' | 'mask'>;
  /** Gradients at its points. */
  readonly gradients: PointGradients;
}

/** The baseline: what the embeddings of a text's tokens are compared with. [CLS] and [SEP] are kept. */
export type EmbeddingBaseline = 'pad' | 'mask' | 'zero' | 'mean';

/** The text itself. */
export function textPoint(model: DifferentiableClassifier, { tokens }: EmbeddedText): Point {
  return { key: 'text', embeddings: model.embed(tokens.map(({ id }) => id)) };
}

/** The text of these token ids, as many as the text itself has. */
export function pointOfIds(model: DifferentiableClassifier, ids: readonly number[]): Point {
  return { key: `ids ${ids.join(',')}`, embeddings: model.embed(ids) };
}

/** The baseline of a text: every token replaced but [CLS] and [SEP]. */
export function baselinePoint(
  model: DifferentiableClassifier,
  text: EmbeddedText,
  baseline: EmbeddingBaseline,
): Point {
  const size = model.embeddingSize;
  const { embeddings } = textPoint(model, text);
  const replacement = {
    pad: () => model.embed([text.special.pad]),
    mask: () => model.embed([text.special.mask]),
    zero: () => new Float32Array(size),
    mean: () => meanEmbedding(model),
  }[baseline]();
  text.tokens.forEach(({ special }, token) => {
    if (!special) embeddings.set(replacement, token * size);
  });
  return { key: `baseline ${baseline}`, embeddings };
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

/** start + position x (end - start), entry by entry; it is computed when its embeddings are asked. */
export function between(start: Point, end: Point, position: number): Point {
  return {
    key: `${position} from ${start.key} to ${end.key}`,
    get embeddings() {
      const { embeddings: to } = end;
      return start.embeddings.map((value, i) => value + position * (to[i]! - value));
    },
  };
}

/** Takes gradients at points, which are made one batch at a time. Hands each to `use`, in their order. */
export async function eachGradient(
  { gradients, target }: Pick<EmbeddedText, 'gradients' | 'target'>,
  points: number,
  point: (index: number) => Point,
  use: (result: OutputGradient, index: number) => void,
  run: Run,
): Promise<void> {
  await run.batches(points, async (start, end, signal) => {
    const batch = Array.from({ length: end - start }, (_, i) => point(start + i));
    const results = await gradients.at(batch, target, signal);
    results.forEach((result, i) => use(result, start + i));
    const before = run.points.size;
    for (const { key } of batch) run.points.add(key);
    return run.points.size - before;
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
