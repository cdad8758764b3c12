import type { DifferentiableClassifier } from '../core/model/classifier';
import { windowTokensOf, type ModelManifest } from '../core/model/manifest';
import { readWordEmbeddings } from '../core/model/word-embeddings';
import { createClassifier } from '../runtime/classifier';
import type { Forward } from '../runtime/forward';
import type { Gradients } from '../runtime/gradients';

/** What a classifier runs on, beside what its manifest says. */
export interface ClassifierRuns {
  readonly forward: Forward;
  readonly gradients: Gradients;
  /** Of the weights file. */
  readonly weights: Uint8Array;
  /** Tokens, padding included, that are read at once. */
  readonly batchTokens: number;
  /** The same of gradients. */
  readonly gradientTokens: number;
  /** See ForwardParts. */
  readonly batchSeconds?: number;
}

/** A model's classifier over what runs it here. */
export function graphClassifier(
  manifest: ModelManifest,
  { weights, ...runs }: ClassifierRuns,
): DifferentiableClassifier {
  return createClassifier({
    embeddings: readWordEmbeddings(manifest, weights),
    classes: manifest.classes,
    activation: manifest.activation ?? 'softmax',
    maxTokens: manifest.maxTokens,
    windowTokens: windowTokensOf(manifest),
    ...runs,
  });
}
