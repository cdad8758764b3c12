import { activations } from './activation';
import type { ConfigReader } from './config-reader';
import type { LayerNames } from './model-config';

/** What the configurations of BERT and its kin say alike, by the keys that transformers gives them. */
export function bertSizes(config: ConfigReader) {
  const hiddenSize = config.count('hidden_size');
  return {
    vocabularySize: config.count('vocab_size'),
    embeddingSize: hiddenSize,
    hiddenSize,
    heads: config.count('num_attention_heads'),
    intermediateSize: config.count('intermediate_size'),
    activation: config.choice('hidden_act', activations, 'gelu'),
    layerNormEpsilon: config.positive('layer_norm_eps', 1e-12),
    initializerRange: config.positive('initializer_range', 0.02),
    hiddenDropout: config.rate('hidden_dropout_prob', 0.1),
    attentionDropout: config.rate('attention_probs_dropout_prob', 0.1),
  };
}

/** Embeddings by the names that BERT gave them, and its kin kept. */
export function embeddingNames(prefix: string) {
  return {
    prefix,
    words: `${prefix}embeddings.word_embeddings.weight`,
    positions: `${prefix}embeddings.position_embeddings.weight`,
    embeddingNorm: `${prefix}embeddings.LayerNorm`,
  };
}

/** The table of token types, likewise. */
export function typesName(prefix: string): string {
  return `${prefix}embeddings.token_type_embeddings.weight`;
}

/** A classifier that has a pooler of its own, as RoBERTa, ELECTRA and MPNet call the two. */
export const classifierWithPooler = {
  pooler: 'classifier.dense',
  classifier: 'classifier.out_proj',
} as const;

/** Layers by the names that BERT gave them, which RoBERTa and ELECTRA kept. */
export function bertLayers(prefix: string, count: number): LayerNames[] {
  return Array.from({ length: count }, (_, index) => {
    const layer = `${prefix}encoder.layer.${index}`;
    return {
      query: `${layer}.attention.self.query`,
      key: `${layer}.attention.self.key`,
      value: `${layer}.attention.self.value`,
      dense: `${layer}.attention.output.dense`,
      attentionNorm: `${layer}.attention.output.LayerNorm`,
      inner: `${layer}.intermediate.dense`,
      output: `${layer}.output.dense`,
      outputNorm: `${layer}.output.LayerNorm`,
    };
  });
}
