import { activations } from '../activation';
import type { Architecture } from '../architecture';
import { bertLayers } from '../bert-layers';
import { mostLayers } from '../config-reader';

/**
 * BERT (Devlin et al. 2019; transformers' BertForSequenceClassification): embeddings of the hidden size, and weights of
 * its own in every layer.
 */
export const bert: Architecture = {
  modelType: 'bert',
  title: 'BERT',
  read(config) {
    const hiddenSize = config.count('hidden_size');
    const hiddenDropout = config.rate('hidden_dropout_prob', 0.1);
    return {
      vocabularySize: config.count('vocab_size'),
      embeddingSize: hiddenSize,
      hiddenSize,
      heads: config.count('num_attention_heads'),
      intermediateSize: config.count('intermediate_size'),
      activation: config.choice('hidden_act', activations, 'gelu'),
      poolerActivation: 'tanh',
      maxPositions: config.count('max_position_embeddings'),
      firstPosition: 0,
      tokenTypes: config.count('type_vocab_size', 2),
      layerNormEpsilon: config.positive('layer_norm_eps', 1e-12),
      initializerRange: config.positive('initializer_range', 0.02),
      hiddenDropout,
      attentionDropout: config.rate('attention_probs_dropout_prob', 0.1),
      classifierDropout: config.rate('classifier_dropout', hiddenDropout),
      names: {
        prefix: 'bert.',
        words: 'bert.embeddings.word_embeddings.weight',
        positions: 'bert.embeddings.position_embeddings.weight',
        types: 'bert.embeddings.token_type_embeddings.weight',
        embeddingNorm: 'bert.embeddings.LayerNorm',
        mapping: null,
        layers: bertLayers('bert.', config.count('num_hidden_layers', undefined, mostLayers)),
        distances: null,
        pooler: 'bert.pooler.dense',
        classifier: 'classifier',
      },
    };
  },
};
