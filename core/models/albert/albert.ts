import { activations } from '../activation';
import type { Architecture } from '../architecture';
import { mostLayers, type ConfigReader } from '../config-reader';
import type { LayerNames } from '../model-config';

/**
 * ALBERT (Lan et al. 2020; transformers' AlbertForSequenceClassification): small embeddings mapped to the hidden size,
 * and layers that share their weights in groups.
 */
export const albert: Architecture = {
  modelType: 'albert',
  title: 'ALBERT',
  read: (config) => ({
    vocabularySize: config.count('vocab_size'),
    embeddingSize: config.count('embedding_size'),
    hiddenSize: config.count('hidden_size'),
    heads: config.count('num_attention_heads'),
    intermediateSize: config.count('intermediate_size'),
    activation: config.choice('hidden_act', activations, 'gelu_new'),
    poolerActivation: 'tanh',
    maxPositions: config.count('max_position_embeddings'),
    firstPosition: 0,
    tokenTypes: config.count('type_vocab_size', 2),
    layerNormEpsilon: config.positive('layer_norm_eps', 1e-12),
    initializerRange: config.positive('initializer_range', 0.02),
    hiddenDropout: config.rate('hidden_dropout_prob', 0),
    attentionDropout: config.rate('attention_probs_dropout_prob', 0),
    classifierDropout: config.rate('classifier_dropout_prob', 0.1),
    names: {
      prefix: 'albert.',
      words: 'albert.embeddings.word_embeddings.weight',
      positions: 'albert.embeddings.position_embeddings.weight',
      types: 'albert.embeddings.token_type_embeddings.weight',
      embeddingNorm: 'albert.embeddings.LayerNorm',
      mapping: 'albert.encoder.embedding_hidden_mapping_in',
      layers: layers(config),
      distances: null,
      pooler: 'albert.pooler',
      classifier: 'classifier',
    },
  }),
};

/**
 * Groups are spread over the layers as in transformers, also when their number does not divide that of the layers. Each
 * group runs its inner layers.
 */
function layers(config: ConfigReader): LayerNames[] {
  const count = config.count('num_hidden_layers', undefined, mostLayers);
  const groups = config.count('num_hidden_groups', 1, mostLayers);
  const innerLayers = config.count('inner_group_num', 1, mostLayers);
  if (groups > count) {
    throw new Error(`config.json: num_hidden_groups ${groups} exceeds num_hidden_layers ${count}`);
  }
  return Array.from({ length: count }, (_, layer) => Math.floor(layer / (count / groups))).flatMap((group) =>
    Array.from({ length: innerLayers }, (_, inner) => layerNames(group, inner)),
  );
}

function layerNames(group: number, inner: number): LayerNames {
  const prefix = `albert.encoder.albert_layer_groups.${group}.albert_layers.${inner}`;
  return {
    query: `${prefix}.attention.query`,
    key: `${prefix}.attention.key`,
    value: `${prefix}.attention.value`,
    dense: `${prefix}.attention.dense`,
    attentionNorm: `${prefix}.attention.LayerNorm`,
    inner: `${prefix}.ffn`,
    output: `${prefix}.ffn_output`,
    outputNorm: `${prefix}.full_layer_layer_norm`,
  };
}
