import type { Architecture } from '../architecture';
import { bertLayers, bertSizes, embeddingNames, typesName } from '../bert-family';
import { mostLayers } from '../config-reader';

const prefix = 'bert.';

/**
 * BERT (Devlin et al. 2019; transformers' BertForSequenceClassification): embeddings of the hidden size, and weights of
 * its own in every layer.
 */
export const bert: Architecture = {
  modelType: 'bert',
  title: 'BERT',
  read(config) {
    const sizes = bertSizes(config);
    return {
      ...sizes,
      poolerActivation: 'tanh',
      maxPositions: config.count('max_position_embeddings'),
      firstPosition: 0,
      tokenTypes: config.count('type_vocab_size', 2),
      classifierDropout: config.rate('classifier_dropout', sizes.hiddenDropout),
      names: {
        ...embeddingNames(prefix),
        types: typesName(prefix),
        mapping: null,
        layers: bertLayers(prefix, config.count('num_hidden_layers', undefined, mostLayers)),
        distances: null,
        pooler: 'bert.pooler.dense',
        classifier: 'classifier',
      },
    };
  },
};
