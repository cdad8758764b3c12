import type { OutputActivation } from '../model/classifier';
import type { Activation, PoolerActivation } from './activation';

/**
 * What the labels of a model mean: exactly one holds, each holds or not by itself, or the model gives a number instead
 * of labels.
 */
export type Problem = 'single_label_classification' | 'multi_label_classification' | 'regression';

/**
 * A model as the other code knows it, whatever its architecture: its sizes and the names of its parameters. It is plain
 * data, so that it can be posted to a worker.
 */
export interface ModelConfig {
  /** `model_type` in config.json. */
  readonly modelType: string;
  readonly vocabularySize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly activation: Activation;
  /** Behind the pooler. */
  readonly poolerActivation: PoolerActivation;
  /** Longest row in tokens, special tokens included. */
  readonly maxPositions: number;
  /** Row of the position table that belongs to a text's first token; those before it belong to padding. */
  readonly firstPosition: number;
  /** Rows of the table of token types; 0 where the model has none. */
  readonly tokenTypes: number;
  readonly layerNormEpsilon: number;
  readonly initializerRange: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly classifierDropout: number;
  /** Class names in the order of the logits; LABEL_0, LABEL_1, ... where config.json names none. */
  readonly classes: readonly string[];
  /** Whether config.json names the classes: it has an `id2label` other than LABEL_0, LABEL_1, ... */
  readonly classesStated: boolean;
  readonly problem: Problem;
  readonly names: ParameterNames;
}

/** The parts of a model by transformers' names. A linear map and a norm have a `.weight` and a `.bias` each. */
export interface ParameterNames {
  /** The prefix of the names. Checkpoints of a bare encoder leave it out. */
  readonly prefix: string;
  /** Tables: whole names, `.weight` included. */
  readonly words: string;
  readonly positions: string;
  /** null where the model has no token types. */
  readonly types: string | null;
  readonly embeddingNorm: string;
  /** The linear map from the embeddings to the hidden states; null if both have the same size. */
  readonly mapping: string | null;
  /** The layers, in the order in which they run. Layers that share their weights have the same names. */
  readonly layers: readonly LayerNames[];
  /** Table [buckets, heads] of what attention adds by the distance of two tokens, the same in every layer; null: nothing. */
  readonly distances: string | null;
  /** Linear map of the first token's state. */
  readonly pooler: string;
  readonly classifier: string;
}

/** One layer: attention, then a feed-forward part, each added to its input and normalised. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  /** Behind the attention. */
  readonly dense: string;
  readonly attentionNorm: string;
  /** The feed-forward part: to the intermediate size and back. */
  readonly inner: string;
  readonly output: string;
  readonly outputNorm: string;
}

/** Linear maps of a layer, in the order of the checkpoint. */
export const layerMaps = ['query', 'key', 'value', 'dense', 'inner', 'output'] as const;

/**
 * How probabilities are made of logits.
 * @throws Error for a regression, which has none
 */
export function outputActivation({
  problem,
  classes,
}: Pick<ModelConfig, 'problem' | 'classes'>): OutputActivation {
  if (problem === 'multi_label_classification') return 'sigmoid';
  if (problem === 'single_label_classification' && classes.length > 1) return 'softmax';
  if (problem === 'regression') {
    const [why, gives] =
      classes.length === 1
        ? [', as it says or as its single label means', 'a number']
        : ['', `${classes.length} numbers`];
    throw new Error(
      `config.json: problem_type is "regression"${why}: it gives ${gives}, not classes to choose from, and cannot be classified with or explained`,
    );
  }
  throw new Error(
    `config.json: a model that chooses one of its labels needs two or more, and this one has ${classes.length}`,
  );
}
