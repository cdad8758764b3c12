import { outputActivation, type ModelConfig } from './model-config';
import { ConfigReader } from './config-reader';
import { readLabels } from './labels';
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

/** What is read where neither the model nor its tokenizer says how much that may be. */
const usualTokens = 512;

/**
 * Reads a parsed config.json of any text classifier, whatever its architecture.
 *
 * @param tokenizerConfig the parsed tokenizer_config.json, which may say how long a row may be (model_max_length)
 * @throws Error naming the key whose value is impossible, or that says that it is no classifier
 */
export function readAnyClassifier(configJson: unknown, tokenizerConfig: unknown): AnyClassifier {
  const config = new ConfigReader(configJson);
  const labels: Pick<ModelConfig, 'classes' | 'problem'> = readLabels(config);
  const known = architectures.find(({ modelType }) => modelType === config.value('model_type'));
  const { model_max_length: stated } = Object(tokenizerConfig) as { readonly model_max_length?: unknown };
  // transformers writes 1e30 where it does not know.
  const byTokenizer = Number.isSafeInteger(stated) && (stated as number) > 2 ? (stated as number) : Infinity;
  const byModel = known
    ? known.read(config).maxPositions
    : config.count('max_position_embeddings', Math.min(byTokenizer, usualTokens));
  return {
    classes: labels.classes,
    activation: outputActivation(labels),
    maxTokens: Math.min(byModel, byTokenizer),
    vocabularySize: config.value('vocab_size') === undefined ? Infinity : config.count('vocab_size'),
  };
}
