import { parseModelConfig } from '../../core/models/registry';
import { Random } from '../../core/math/random';
import { readJson } from '../../runtime/node/model-folder';
import { shippedModel } from '../shipped-model';
import type { Base } from './base';

/** The sizes of a model that can learn from scratch on a CPU. Its vocabulary is that of the shipped model. */
const sizes = {
  model_type: 'albert',
  architectures: ['AlbertForSequenceClassification'],
  embedding_size: 64,
  hidden_size: 128,
  num_hidden_layers: 4,
  num_hidden_groups: 1,
  inner_group_num: 1,
  num_attention_heads: 4,
  intermediate_size: 512,
  hidden_act: 'gelu_new',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  classifier_dropout_prob: 0.1,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  initializer_range: 0.02,
  layer_norm_eps: 1e-12,
};

/** The base of `--base random`. It has no weights. */
export async function randomBase(): Promise<Base> {
  const tokenizerJson = await readJson(shippedModel, 'tokenizer.json');
  const configJson = { ...sizes, vocab_size: vocabularySize(tokenizerJson) };
  return {
    name: 'the random base',
    config: parseModelConfig(configJson),
    configJson,
    tensors: null,
    tokenizerJson,
    tokenizerConfig: await readJson(shippedModel, 'tokenizer_config.json'),
  };
}

/** The number of pieces and added tokens. */
function vocabularySize(tokenizerJson: unknown): number {
  const { model, added_tokens } = tokenizerJson as {
    readonly model: { readonly vocab: readonly unknown[] };
    readonly added_tokens: readonly { readonly id: number }[];
  };
  return Math.max(model.vocab.length, ...added_tokens.map(({ id }) => id + 1));
}

/** Standard normal numbers from a seed (Box & Muller 1958). */
export function normalNumbers(seed: number): () => number {
  const random = new Random(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
