import { parseModelConfig } from '../../core/models/registry';
import { Random } from '../../core/math/random';
import { readJson, type ModelFolder } from '../../runtime/node/model-folder';
import { SENTIMENT_CLASSES } from '../data/example';
import { shippedModel } from '../shipped-model';

/** Small enough to learn from scratch on a CPU, with the vocabulary of the shipped model. */
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
  id2label: Object.fromEntries(SENTIMENT_CLASSES.map((name, index) => [index, name])),
  label2id: Object.fromEntries(SENTIMENT_CLASSES.map((name, index) => [name, index])),
};

/** What `--base random` starts from: a folder without weights. */
export async function randomBase(): Promise<ModelFolder> {
  const tokenizerJson = await readJson(shippedModel, 'tokenizer.json');
  const configJson = { ...sizes, vocab_size: vocabularySize(tokenizerJson) };
  return {
    config: parseModelConfig(configJson),
    configJson,
    parameters: new Map(),
    tokenizerJson,
    tokenizerConfig: await readJson(shippedModel, 'tokenizer_config.json'),
  };
}

/** Pieces and added tokens together. */
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
