import type { TrainingStage } from '../../core/training/loop';
import type { RowSettings } from '../data/read-rows';

/** One file to learn from. */
export interface DataSource {
  readonly file: string;
  /** How often a row is seen in an epoch: 2 is twice, 0.5 is a random half of the rows. */
  readonly weight: number;
  /** For texts without labels: the base labels them before training starts. */
  readonly selfLabel?: SelfLabel;
  /** True for a file that the run wrote itself: JSON Lines, whatever `TrainPlan.rows` says of the files it was given. */
  readonly ownFile?: true;
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

/** A part of a training run, and the data that it learns from. */
export interface Stage extends TrainingStage {
  readonly sources: readonly DataSource[];
}

export interface TrainPlan {
  /** A Hugging Face folder, or 'random' for fresh weights of a small ALBERT with the shipped model's vocabulary. */
  readonly base: string;
  /** Names of the model's classes; those of the base, or of the rows' labels, when absent: see `decideClasses`. */
  readonly classes?: readonly string[];
  /** Give the base's tokenizer what it lacks for today's texts: see `extendTokenizer`. */
  readonly extendTokenizer: boolean;
  readonly stages: readonly Stage[];
  readonly validation: string;
  /** How all files of rows are written. */
  readonly rows: RowSettings;
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
