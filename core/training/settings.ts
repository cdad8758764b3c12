/** How a part of a training run learns. The learning rate is warmed up and decayed within the part. */
export interface StageSettings {
  readonly epochs: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly batchTokens: number;
  readonly maxLength: number;
  readonly softWeight: number;
  readonly labelSmoothing: number;
  readonly wordDropout: number;
  readonly weightDecay: number;
  readonly clip: number;
  /** For each class, the weight of the rows whose target has most of that class. 1 for all when absent. */
  readonly classWeights?: readonly number[];
}

export type ScalarSetting = Exclude<keyof StageSettings, 'classWeights'>;

export interface Setting {
  readonly default: number;
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
  readonly help: string;
}

/**
 * Every number that a stage can set, with its default and range. Recipes, the command line and the docs use this table.
 */
export const scalarSettings: { readonly [K in ScalarSetting]: Setting } = {
  epochs: { default: 3, min: 1, whole: true, help: 'passes over the data' },
  learningRate: { default: 1e-4, min: 0, help: 'largest learning rate of AdamW' },
  warmup: {
    default: 0.1,
    min: 0,
    max: 1,
    help: "share of the stage's steps in which the learning rate rises",
  },
  batchTokens: { default: 2048, min: 1, whole: true, help: 'tokens a step, padding included' },
  maxLength: { default: 128, min: 3, whole: true, help: 'longer texts are cut to this many tokens' },
  softWeight: {
    default: 0.5,
    min: 0,
    max: 1,
    help: 'share of probs in the target of a row with a label too',
  },
  labelSmoothing: { default: 0, min: 0, max: 1, help: 'share of a label that is spread over all classes' },
  wordDropout: {
    default: 0,
    min: 0,
    max: 1,
    help: 'probability that a token is replaced by [MASK], drawn anew whenever its row is seen',
  },
  weightDecay: { default: 0.01, min: 0, help: 'weight decay; biases and LayerNorm are not decayed' },
  clip: { default: 1, min: 0, help: 'largest norm of the gradient' },
};

/** A list with one number for each class. How many there are is known only when base and data have been read. */
export const classWeightsSetting = {
  min: 0,
  help: 'weight of a row by its class, in the order of the classes',
} as const;

/** Settings of a stage of which nothing is said. */
export function defaultSettings(): StageSettings {
  const entries = Object.entries(scalarSettings).map(([name, setting]) => [name, setting.default]);
  return Object.fromEntries(entries) as Record<ScalarSetting, number>;
}
