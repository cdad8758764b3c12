import type { Architecture, Encoder } from '../architecture';
import { bertLayers, bertSizes, classifierWithPooler, embeddingNames, typesName } from '../bert-family';
import { mostLayers, type ConfigReader } from '../config-reader';
import { positionsBehindPadding } from '../positions';

const prefix = 'roberta.';

/**
 * RoBERTa (Liu et al. 2019; transformers' RobertaForSequenceClassification): BERT's layers; places are counted from behind
 * the padding token's id; the classifier has a pooler of its own.
 */
export const roberta: Architecture = { modelType: 'roberta', title: 'RoBERTa', read };

/** XLM-RoBERTa (Conneau et al. 2020): a RoBERTa of a hundred languages. */
export const xlmRoberta: Architecture = { modelType: 'xlm-roberta', title: 'XLM-RoBERTa', read };

function read(config: ConfigReader): Encoder {
  const sizes = bertSizes(config);
  return {
    ...sizes,
    poolerActivation: 'tanh',
    ...positionsBehindPadding(config, config.index('pad_token_id', 1)),
    tokenTypes: config.count('type_vocab_size', 2),
    classifierDropout: config.rate('classifier_dropout', sizes.hiddenDropout),
    names: {
      ...embeddingNames(prefix),
      types: typesName(prefix),
      mapping: null,
      layers: bertLayers(prefix, config.count('num_hidden_layers', undefined, mostLayers)),
      distances: null,
      ...classifierWithPooler,
    },
  };
}
