import { activations } from '../activation';
import type { Architecture, Encoder } from '../architecture';
import { bertLayers } from '../bert-layers';
import { mostLayers, type ConfigReader } from '../config-reader';
import { positionsBehindPadding } from '../positions';

/**
 * RoBERTa (Liu et al. 2019; transformers' RobertaForSequenceClassification): BERT's layers; places are counted from behind
 * the padding token's id; the classifier has a pooler of its own.
 */
export const roberta: Architecture = { modelType: 'roberta', title: 'RoBERTa', read };

/** XLM-RoBERTa (Conneau et al. 2020): a RoBERTa of a hundred languages. */
export const xlmRoberta: Architecture = { modelType: 'xlm-roberta', title: 'XLM-RoBERTa', read };

function read(config: ConfigReader): Encoder {
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
    ...positionsBehindPadding(config, config.index('pad_token_id', 1)),
    tokenTypes: config.count('type_vocab_size', 2),
    layerNormEpsilon: config.positive('layer_norm_eps', 1e-12),
    initializerRange: config.positive('initializer_range', 0.02),
    hiddenDropout,
    attentionDropout: config.rate('attention_probs_dropout_prob', 0.1),
    classifierDropout: config.rate('classifier_dropout', hiddenDropout),
    names: {
      prefix: 'roberta.',
      words: 'roberta.embeddings.word_embeddings.weight',
      positions: 'roberta.embeddings.position_embeddings.weight',
      types: 'roberta.embeddings.token_type_embeddings.weight',
      embeddingNorm: 'roberta.embeddings.LayerNorm',
      mapping: null,
      layers: bertLayers('roberta.', config.count('num_hidden_layers', undefined, mostLayers)),
      distances: null,
      pooler: 'classifier.dense',
      classifier: 'classifier.out_proj',
    },
  };
}
