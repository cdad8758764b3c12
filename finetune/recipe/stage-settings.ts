import type { Stage } from '../train/plan';

/** What a stage sets besides its name and data. */
export type StageSettings = Omit<Stage, 'name' | 'sources'>;

interface Setting<T> {
  readonly default: T;
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
  readonly help: string;
}

type Table = { readonly [K in keyof StageSettings]: Setting<StageSettings[K]> };

/** Every setting of a stage with its default and range: what recipes and the command line share. */
export const stageSettings: Table = {
  epochs: { default: 3, min: 1, whole: true, help: 'passes over the data' },
  learningRate: { default: 1e-4, min: 0, help: 'largest learning rate of AdamW' },
  warmup: { default: 0.1, min: 0, max: 1, help: 'share of the steps in which the learning rate rises' },
  batchTokens: { default: 2048, min: 1, whole: true, help: 'tokens a step, padding included' },
  maxLength: { default: 128, min: 3, whole: true, help: 'longer texts are cut to this many tokens' },
  softWeight: {
    default: 0.5,
    min: 0,
    max: 1,
    help: 'share of probs in the target of a row with a label too',
  },
  labelSmoothing: { default: 0, min: 0, max: 1, help: 'share of a label spread over all classes' },
  wordDropout: {
    default: 0,
    min: 0,
    max: 1,
    help: 'probability that a token is replaced by [MASK], drawn anew whenever its row is seen',
  },
  classWeights: {
    default: [1, 1, 1],
    min: 0,
    help: 'weight of a row by its class, in the order of the classes',
  },
  weightDecay: { default: 0.01, min: 0, help: 'weight decay of AdamW' },
  clip: { default: 1, min: 0, help: 'largest norm of the gradient' },
};

export function defaultSettings(): StageSettings {
  const entries = Object.entries(stageSettings).map(([name, setting]) => [name, setting.default]);
  return Object.fromEntries(entries) as unknown as StageSettings;
}
