import { activations } from '../activation';
import type { Architecture } from '../architecture';
import { mostLayers } from '../config-reader';
import type { LayerNames } from '../model-config';

/**
 * DistilBERT (Sanh et al. 2019; transformers' DistilBertForSequenceClassification): BERT's layers under names of its own,
 * without token types, and a pooler with relu. Position tables made of sines are stored like learnt ones.
 */
export const distilbert: Architecture = {
  modelType: 'distilbert',
  title: 'DistilBERT',
  read(config) {
    const hiddenSize = config.count('dim');
    return {
      vocabularySize: config.count('vocab_size'),
      embeddingSize: hiddenSize,
      hiddenSize,
      heads: config.count('n_heads'),
      intermediateSize: config.count('hidden_dim'),
      activation: config.choice('activation', activations, 'gelu'),
      poolerActivation: 'relu',
      maxPositions: config.count('max_position_embeddings'),
      firstPosition: 0,
      tokenTypes: 0,
      layerNormEpsilon: 1e-12,
      initializerRange: config.positive('initializer_range', 0.02),
      hiddenDropout: config.rate('dropout', 0.1),
      attentionDropout: config.rate('attention_dropout', 0.1),
      classifierDropout: config.rate('seq_classif_dropout', 0.2),
      names: {
        prefix: 'distilbert.',
        words: 'distilbert.embeddings.word_embeddings.weight',
        positions: 'distilbert.embeddings.position_embeddings.weight',
        types: null,
        embeddingNorm: 'distilbert.embeddings.LayerNorm',
        mapping: null,
        layers: layers(config.count('n_layers', undefined, mostLayers)),
        distances: null,
        pooler: 'pre_classifier',
        classifier: 'classifier',
      },
    };
  },
};

function layers(count: number): LayerNames[] {
  return Array.from({ length: count }, (_, index) => {
    const layer = `distilbert.transformer.layer.${index}`;
    return {
      query: `${layer}.attention.q_lin`,
      key: `${layer}.attention.k_lin`,
      value: `${layer}.attention.v_lin`,
      dense: `${layer}.attention.out_lin`,
      attentionNorm: `${layer}.sa_layer_norm`,
      inner: `${layer}.ffn.lin1`,
      output: `${layer}.ffn.lin2`,
      outputNorm: `${layer}.output_layer_norm`,
    };
  });
}
