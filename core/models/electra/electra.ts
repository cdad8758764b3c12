import { activations } from '../activation';
import type { Architecture } from '../architecture';
import { bertLayers } from '../bert-layers';
import { mostLayers } from '../config-reader';

/**
 * ELECTRA (Clark et al. 2020; transformers' ElectraForSequenceClassification): BERT's layers, embeddings that are mapped to
 * the hidden size where theirs is another, and a pooler with gelu.
 */
export const electra: Architecture = {
  modelType: 'electra',
  title: 'ELECTRA',
  read(config) {
    const hiddenSize = config.count('hidden_size');
    const embeddingSize = config.count('embedding_size', 128);
    const hiddenDropout = config.rate('hidden_dropout_prob', 0.1);
    return {
      vocabularySize: config.count('vocab_size'),
      embeddingSize,
      hiddenSize,
      heads: config.count('num_attention_heads'),
      intermediateSize: config.count('intermediate_size'),
      activation: config.choice('hidden_act', activations, 'gelu'),
      poolerActivation: 'gelu',
      maxPositions: config.count('max_position_embeddings'),
      firstPosition: 0,
      tokenTypes: config.count('type_vocab_size', 2),
      layerNormEpsilon: config.positive('layer_norm_eps', 1e-12),
      initializerRange: config.positive('initializer_range', 0.02),
      hiddenDropout,
      attentionDropout: config.rate('attention_probs_dropout_prob', 0.1),
      classifierDropout: config.rate('classifier_dropout', hiddenDropout),
      names: {
        prefix: 'electra.',
        words: 'electra.embeddings.word_embeddings.weight',
        positions: 'electra.embeddings.position_embeddings.weight',
        types: 'electra.embeddings.token_type_embeddings.weight',
        embeddingNorm: 'electra.embeddings.LayerNorm',
        mapping: embeddingSize === hiddenSize ? null : 'electra.embeddings_project',
        layers: bertLayers('electra.', config.count('num_hidden_layers', undefined, mostLayers)),
        distances: null,
        pooler: 'classifier.dense',
        classifier: 'classifier.out_proj',
      },
    };
  },
};
