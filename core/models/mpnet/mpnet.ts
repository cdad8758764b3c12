import { activations } from '../activation';
import type { Architecture } from '../architecture';
import { mostLayers, type ConfigReader } from '../config-reader';
import { distanceBuckets } from '../distance-buckets';
import type { LayerNames } from '../model-config';
import { positionsBehindPadding } from '../positions';

/** The id of its padding token, which transformers has in its code. */
const padding = 1;

/**
 * MPNet (Song et al. 2020; transformers' MPNetForSequenceClassification): attention that also knows how far two tokens are
 * apart, by one table for all layers; no token types.
 */
export const mpnet: Architecture = {
  modelType: 'mpnet',
  title: 'MPNet',
  read(config) {
    const hiddenSize = config.count('hidden_size');
    const hiddenDropout = config.rate('hidden_dropout_prob', 0.1);
    requireBuckets(config);
    return {
      vocabularySize: config.count('vocab_size'),
      embeddingSize: hiddenSize,
      hiddenSize,
      heads: config.count('num_attention_heads'),
      intermediateSize: config.count('intermediate_size'),
      activation: config.choice('hidden_act', activations, 'gelu'),
      poolerActivation: 'tanh',
      ...positionsBehindPadding(config, padding),
      tokenTypes: 0,
      layerNormEpsilon: config.positive('layer_norm_eps', 1e-12),
      initializerRange: config.positive('initializer_range', 0.02),
      hiddenDropout,
      attentionDropout: config.rate('attention_probs_dropout_prob', 0.1),
      classifierDropout: hiddenDropout,
      names: {
        prefix: 'mpnet.',
        words: 'mpnet.embeddings.word_embeddings.weight',
        positions: 'mpnet.embeddings.position_embeddings.weight',
        types: null,
        embeddingNorm: 'mpnet.embeddings.LayerNorm',
        mapping: null,
        layers: layers(config.count('num_hidden_layers', undefined, mostLayers)),
        distances: 'mpnet.encoder.relative_attention_bias.weight',
        pooler: 'classifier.dense',
        classifier: 'classifier.out_proj',
      },
    };
  },
};

/** transformers computes with 32, whatever the file says. */
function requireBuckets(config: ConfigReader): void {
  const buckets = config.count('relative_attention_num_buckets', distanceBuckets);
  if (buckets !== distanceBuckets) {
    throw new Error(
      `config.json: relative_attention_num_buckets is ${buckets}, and an MPNet has ${distanceBuckets}`,
    );
  }
}

function layers(count: number): LayerNames[] {
  return Array.from({ length: count }, (_, index) => {
    const layer = `mpnet.encoder.layer.${index}`;
    return {
      query: `${layer}.attention.attn.q`,
      key: `${layer}.attention.attn.k`,
      value: `${layer}.attention.attn.v`,
      dense: `${layer}.attention.attn.o`,
      attentionNorm: `${layer}.attention.LayerNorm`,
      inner: `${layer}.intermediate.dense`,
      output: `${layer}.output.dense`,
      outputNorm: `${layer}.output.LayerNorm`,
    };
  });
}
