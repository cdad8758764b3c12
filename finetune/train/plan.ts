/** One file to learn from. */
export interface DataSource {
  readonly file: string;
  /** How often a row is seen in an epoch: 2 is twice, 0.5 is a random half of the rows. */
  readonly weight: number;
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
  /** Weight of a row by the largest class of its target. */
  readonly classWeights: readonly number[];
  readonly weightDecay: number;
  /** Largest norm of the whole gradient. */
  readonly clip: number;
}

export interface TrainPlan {
  /** A Hugging Face folder, or 'random' for fresh weights of a small ALBERT with the shipped model's vocabulary. */
  readonly base: string;
  readonly stages: readonly Stage[];
  readonly validation: string;
  readonly out: string;
  readonly seed: number;
  /** Decay of the averaged weights that are validated and kept; 0 takes the weights as they are. */
  readonly averaging: number;
  readonly device: 'cpu' | 'webgpu' | 'cuda';
  readonly threads?: number;
  readonly validateEvery: number;
  readonly checkpointEvery: number;
  readonly resume: boolean;
}
