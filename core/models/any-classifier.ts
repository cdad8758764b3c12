import { outputActivation, type ModelConfig } from './model-config';
import { ConfigReader } from './config-reader';
import { readLabels } from './labels';
import { positionsBehindPadding } from './positions';
import { architectures } from './registry';
import type { OutputActivation } from '../model/classifier';

/** What is known of a classifier whose layers somebody else runs. */
export interface AnyClassifier {
  readonly classes: readonly string[];
  readonly activation: OutputActivation;
  /** Longest row in tokens, special tokens included. */
  readonly maxTokens: number;
  /** Tokens that it has embeddings of; Infinity where it does not say. */
  readonly vocabularySize: number;
}

/** Architectures beside the known ones whose places begin behind that of the padding token, as RoBERTa's do. */
const behindPadding = new Set([
  'camembert',
  'data2vec-text',
  'ibert',
  'longformer',
  'luke',
  'roberta-prelayernorm',
  'xlm-roberta-xl',
  'xmod',
]);

/** What is read where neither the model nor its tokenizer says how much that may be. */
const usualTokens = 512;

/**
 * Reads a parsed config.json of any text classifier, whatever its architecture.
 *
 * @param tokenizerConfig the parsed tokenizer_config.json, or what has read it, which may say how long a row may be (model_max_length)
 * @throws Error naming the key whose value is impossible, or that says that it is no classifier
 */
export function readAnyClassifier(configJson: unknown, tokenizerConfig: unknown): AnyClassifier {
  const config = new ConfigReader(configJson);
  const labels: Pick<ModelConfig, 'classes' | 'problem'> = readLabels(config);
  const { model_max_length: stated } = Object(tokenizerConfig) as { readonly model_max_length?: unknown };
  // transformers writes 1e30 where it does not know.
  const byTokenizer = Number.isSafeInteger(stated) && (stated as number) > 2 ? (stated as number) : Infinity;
  return {
    classes: labels.classes,
    activation: outputActivation(labels),
    maxTokens: Math.min(placesOf(config, Math.min(byTokenizer, usualTokens)), byTokenizer),
    vocabularySize: config.value('vocab_size') === undefined ? Infinity : config.count('vocab_size'),
  };
}

/** The longest row that a model has places for. @param usual where it does not say */
function placesOf(config: ConfigReader, usual: number): number {
  const modelType = config.value('model_type');
  const known = architectures.find((architecture) => architecture.modelType === modelType);
  if (known) return known.read(config).maxPositions;
  const isStated = config.value('max_position_embeddings') !== undefined;
  if (isStated && typeof modelType === 'string' && behindPadding.has(modelType)) {
    return positionsBehindPadding(config, config.index('pad_token_id', 1)).maxPositions;
  }
  return config.count('max_position_embeddings', usual);
}
