import type { TrainingStage } from '../../core/training/run';
import type { RowSettings } from '../data/read-rows';
import type { TrainingDevice } from '../step/open-step';

/** One file of training data. */
export interface DataSource {
  readonly file: string;
  /** How often a row is seen in an epoch: 2 is twice, 0.5 is a random half of the rows. */
  readonly weight: number;
  /** For a file without labels: the base labels its texts before training starts. */
  readonly selfLabel?: SelfLabel;
  /**
   * Set for a file that the run has written itself. It is JSON Lines, whatever `TrainPlan.rows` says of the user's
   * files.
   */
  readonly ownFile?: true;
}

/**
 * Soft labels that the base makes itself (self-training; Lee 2013, Xie et al. 2020). The base reads a text in a form
 * that is easier for it than the one to be learnt: a long text in windows, whose mean becomes the answer to the whole;
 * emoji by their names.
 */
export interface SelfLabel {
  /** How many texts of the file are taken. The seed draws them. */
  readonly rows: number;
  /** The length of the windows in tokens. */
  readonly windowTokens: number;
  /** Take only texts with emoji. The base reads the names of the emoji. */
  readonly emojiNames: boolean;
  /**
   * The mean is raised to this power and normalised. A power above 1 makes the answer surer, because windows without an
   * opinion blur the mean.
   */
  readonly sharpen: number;
  /** Files whose texts must not be learnt, such as a test set. Rows with the same text are left out. */
  readonly exclude: readonly string[];
}

/** Another model whose weights are mixed with the trained ones. */
export interface MixedModel {
  /** A folder as `readModelFolder` takes it, with the parameters and the tokenizer of the trained model. */
  readonly model: string;
  /** How much its weights count; those of the run count 1. */
  readonly weight: number;
}

/** A part of a training run, with its data. */
export interface Stage extends TrainingStage {
  readonly sources: readonly DataSource[];
}

export interface TrainPlan {
  /** The name of the recipe that states the plan. */
  readonly recipe?: string;
  /** A Hugging Face folder, or 'random' for fresh weights of a small ALBERT with the shipped model's vocabulary. */
  readonly base: string;
  /** The names of the model's classes. When absent, the base or the rows' labels give them: see `decideClasses`. */
  readonly classes?: readonly string[];
  /** Whether a text is to have any number of the classes, whatever the base says. */
  readonly multiLabel: boolean;
  /** Add to the base's tokenizer what it lacks for the texts of today: see `extendTokenizer`. */
  readonly extendTokenizer: boolean;
  readonly stages: readonly Stage[];
  readonly validation: string;
  /** How all files of rows are written. */
  readonly rows: RowSettings;
  readonly out: string;
  /** Each seed is a run of its own. The weights of several runs are averaged. */
  readonly seeds: readonly number[];
  /** Models that are mixed with what the runs end at: see `mix`. */
  readonly mix: readonly MixedModel[];
  /** Decay of the averaged weights that are validated and kept; 0 takes the weights as they are. */
  readonly averaging: number;
  readonly device: TrainingDevice;
  readonly threads?: number;
  readonly validateEvery: number;
  readonly checkpointEvery: number;
  readonly resume: boolean;
}

/** A plan's run from one seed. */
export interface SeededPlan extends Omit<TrainPlan, 'seeds'> {
  readonly seed: number;
  /**
   * The seed of the weights that the base lacks, such as those of a classifier. All runs of a plan share it: the mean
   * of weights that started at different points would mean nothing.
   */
  readonly freshWeightsSeed: number;
}
