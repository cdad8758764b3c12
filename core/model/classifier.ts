import type { WholeNumber } from '../math/whole-number';

/**
 * One row for the model: token ids with [CLS] and [SEP], and the positions that may be attended to. When absent, all
 * may.
 */
export interface ModelInput {
  readonly ids: ArrayLike<number>;
  readonly attention?: ArrayLike<number>;
}

/**
 * How logits become probabilities. Softmax: exactly one of the classes holds. Sigmoid: each class holds or not by
 * itself (multi-label), and probabilities do not sum to 1.
 */
export type OutputActivation = 'softmax' | 'sigmoid';

/** A text classifier, as attribution methods use it. */
export interface Classifier {
  /** Class names, in the order of the logits. */
  readonly classes: readonly string[];
  /** Default: softmax. */
  readonly activation?: OutputActivation;
  /** Longest row, in tokens, special tokens included. */
  readonly maxTokens: number;
  /** Longest row when a text is read in windows; at most maxTokens. */
  readonly windowTokens: number;
  /**
   * The logits, one Float32Array [classes] a row, in the order of the rows. Rows may differ in length. The logits of a
   * row do not depend on the other rows. Implementations split long lists into batches and check the signal between
   * batches.
   * @throws DOMException "AbortError" when the signal is aborted
   */
  logits(rows: readonly ModelInput[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** Which scalar of the model is explained: a class's probability or its logit. */
export interface Target {
  readonly classIndex: WholeNumber;
  readonly output: 'probability' | 'logit';
}

/** Word embeddings [tokens, embeddingSize], row-major, in place of token ids. */
export interface EmbeddingInput {
  readonly embeddings: Float32Array;
  readonly attention?: ArrayLike<number>;
}

export interface OutputGradient {
  /** The target's value at this row. */
  readonly output: number;
  /** Its gradient with respect to the word embeddings, [tokens, embeddingSize]. */
  readonly gradient: Float32Array;
}

/** A classifier that is also differentiable at its word embeddings (position and type embeddings are the model's own). */
export interface DifferentiableClassifier extends Classifier {
  readonly embeddingSize: number;
  readonly vocabularySize: number;
  /** Word embeddings of token ids, [ids.length, embeddingSize]. */
  embed(ids: ArrayLike<number>): Float32Array;
  /** The target and its gradient at each row. Batches and cancelling are as in `logits`. */
  gradients(rows: readonly EmbeddingInput[], target: Target, signal?: AbortSignal): Promise<OutputGradient[]>;
}
