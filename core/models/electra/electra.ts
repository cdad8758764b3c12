import type { Architecture } from '../architecture';
import { bertLayers, bertSizes, classifierWithPooler, embeddingNames, typesName } from '../bert-family';
import { mostLayers } from '../config-reader';

const prefix = 'electra.';

/**
 * ELECTRA (Clark et al. 2020; transformers' ElectraForSequenceClassification): BERT's layers, embeddings that are mapped to
 * the hidden size where theirs is another, and a pooler with gelu.
 */
export const electra: Architecture = {
  modelType: 'electra',
  title: 'ELECTRA',
  read(config) {
    const sizes = bertSizes(config);
    const embeddingSize = config.count('embedding_size', 128);
    return {
      ...sizes,
      embeddingSize,
      poolerActivation: 'gelu',
      maxPositions: config.count('max_position_embeddings'),
      firstPosition: 0,
      tokenTypes: config.count('type_vocab_size', 2),
      classifierDropout: config.rate('classifier_dropout', sizes.hiddenDropout),
      names: {
        ...embeddingNames(prefix),
        types: typesName(prefix),
        mapping: embeddingSize === sizes.hiddenSize ? null : 'electra.embeddings_project',
        layers: bertLayers(prefix, config.count('num_hidden_layers', undefined, mostLayers)),
        distances: null,
        ...classifierWithPooler,
      },
    };
  },
};
