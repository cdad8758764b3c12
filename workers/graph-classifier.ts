import type { DifferentiableClassifier } from '../core/model/classifier';
import { windowTokensOf, type ModelManifest } from '../core/model/manifest';
import { readWordEmbeddings } from '../core/model/word-embeddings';
import { createClassifier } from '../runtime/classifier';
import type { Forward, RunnableSession } from '../runtime/forward';
import { RuntimeTensor } from './model-sessions';

/** What a classifier runs on, beside what its manifest says. */
export interface ClassifierRuns {
  readonly forward: Forward;
  readonly gradient: RunnableSession;
  /** Of the weights file. */
  readonly weights: Uint8Array;
  /** Tokens, padding included, that are read at once. */
  readonly batchTokens: number;
  /** See ClassifierParts. */
  readonly batchSeconds?: { readonly forward?: number; readonly gradient?: number };
}

/** A model's classifier over what runs it here. */
export function graphClassifier(
  manifest: ModelManifest,
  { forward, gradient, weights, ...batches }: ClassifierRuns,
): DifferentiableClassifier {
  return createClassifier({
    Tensor: RuntimeTensor,
    forward,
    gradient,
    embeddings: readWordEmbeddings(manifest, weights),
    classes: manifest.classes,
    activation: manifest.activation ?? 'softmax',
    maxTokens: manifest.maxTokens,
    windowTokens: windowTokensOf(manifest),
    ...batches,
  });
}
