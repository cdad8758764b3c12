/** One file to learn from. */
export interface DataSource {
  readonly file: string;
  /** How often a row is seen in an epoch: 2 is twice, 0.5 is a random half of the rows. */
  readonly weight: number;
  /** For texts without labels: the base labels them before training starts. */
  readonly selfLabel?: SelfLabel;
}

/**
 * Soft labels by the base itself, for texts that it can read in another form than the one to be learnt (self-training;
 * Lee 2013, Xie et al. 2020): long ones in windows, whose mean is learnt as the answer to the whole; emoji by their
 * names.
 */
export interface SelfLabel {
  /** How many of the file's texts, drawn by the seed. */
  readonly rows: number;
  /** Length of the windows. */
  readonly windowTokens: number;
  /** Only texts with emoji, which the base reads as their names. */
  readonly emojiNames: boolean;
  /** Power that the mean is raised to, then normalised: above 1 it is surer than the mean, which windows without an opinion blur. */
  readonly sharpen: number;
  /** Files whose texts must not be learnt from, such as a test set: rows with the same text are left out. */
  readonly exclude: readonly string[];
}

/** A part of a training run with settings of its own: learning rate warmed up and decayed within it. */
export interface Stage {
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of the stage's steps in which the learning rate rises from 0. */
  readonly warmup: number;
  /** Tokens a step, padding included. */
  readonly batchTokens: number;
  /** Longer texts are cut to this many tokens. */
  readonly maxLength: number;
  /** Share of a teacher's probabilities in the target of a row that has a label too. */
  readonly softWeight: number;
  readonly labelSmoothing: number;
  /** Probability that a token is replaced by [MASK], drawn anew whenever its row is seen. */
  readonly wordDropout: number;
  /** Weight of a row by the largest class of its target. */
  readonly classWeights: readonly number[];
  readonly weightDecay: number;
  /** Largest norm of the whole gradient. */
  readonly clip: number;
}

export interface TrainPlan {
  /** A Hugging Face folder, or 'random' for fresh weights of a small ALBERT with the shipped model's vocabulary. */
  readonly base: string;
  /** Give the base's tokenizer what it lacks for today's texts: see `extendTokenizer`. */
  readonly extendTokenizer: boolean;
  readonly stages: readonly Stage[];
  readonly validation: string;
  readonly out: string;
  /** Each is a run of its own; several are averaged. */
  readonly seeds: readonly number[];
  /** Decay of the averaged weights that are validated and kept; 0 takes the weights as they are. */
  readonly averaging: number;
  readonly device: 'cpu' | 'webgpu' | 'cuda';
  readonly threads?: number;
  readonly validateEvery: number;
  readonly checkpointEvery: number;
  readonly resume: boolean;
}

/** A plan's run from one seed. */
export interface SeededPlan extends Omit<TrainPlan, 'seeds'> {
  readonly seed: number;
  /**
   * Weights that the base lacks, such as a classifier, follow from it. The runs of one plan share it: the mean of weights
   * that started from different points would mean nothing.
   */
  readonly freshWeightsSeed: number;
}
