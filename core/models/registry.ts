import { albert } from './albert/albert';
import { shown } from '../model/model-file';
import type { Architecture } from './architecture';
import { bert } from './bert/bert';
import { ConfigReader } from './config-reader';
import { distilbert } from './distilbert/distilbert';
import { electra } from './electra/electra';
import { readLabels } from './labels';
import type { ModelConfig } from './model-config';
import { mpnet } from './mpnet/mpnet';
import { roberta, xlmRoberta } from './roberta/roberta';

/** Every architecture that is known. A further one is a folder beside these and a line here. */
export const architectures: readonly Architecture[] = [
  albert,
  bert,
  distilbert,
  electra,
  mpnet,
  roberta,
  xlmRoberta,
];

/** Thrown where nothing here knows a model's architecture. */
export class UnknownArchitecture extends Error {}

/**
 * Reads a parsed config.json of a Hugging Face folder.
 * @throws UnknownArchitecture; Error naming the key when a value is missing or impossible
 */
export function parseModelConfig(json: unknown): ModelConfig {
  const config = new ConfigReader(json);
  const modelType = config.value('model_type');
  const architecture = architectures.find((known) => known.modelType === modelType);
  if (!architecture) {
    const known = architectures.map((entry) => `"${entry.modelType}"`).join(', ');
    throw new UnknownArchitecture(`config.json: model_type is ${shown(modelType)}; known are ${known}`);
  }
  // Older versions of transformers offered relative positions in several architectures. No graph here has them.
  config.choice('position_embedding_type', ['absolute'], 'absolute');
  const encoder = architecture.read(config);
  if (encoder.hiddenSize % encoder.heads !== 0) {
    throw new Error(
      `config.json: hidden_size ${encoder.hiddenSize} is no multiple of num_attention_heads ${encoder.heads}`,
    );
  }
  return { modelType: architecture.modelType, ...encoder, ...readLabels(config) };
}

/** The architecture's name as people write it. */
export function architectureTitle({ modelType }: Pick<ModelConfig, 'modelType'>): string {
  return architectures.find((known) => known.modelType === modelType)?.title ?? modelType;
}
