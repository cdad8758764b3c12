import type { Architecture } from '../architecture';
import { bertSizes, classifierWithPooler, embeddingNames } from '../bert-family';
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
    const sizes = bertSizes(config);
    requireBuckets(config);
    return {
      ...sizes,
      poolerActivation: 'tanh',
      ...positionsBehindPadding(config, padding),
      tokenTypes: 0,
      classifierDropout: sizes.hiddenDropout,
      names: {
        ...embeddingNames('mpnet.'),
        types: null,
        mapping: null,
        layers: layers(config.count('num_hidden_layers', undefined, mostLayers)),
        distances: 'mpnet.encoder.relative_attention_bias.weight',
        ...classifierWithPooler,
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
