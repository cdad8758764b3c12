import type { HistoryEntry, Position } from './checkpoint';
import type { StageRows } from './rows';
import type { StageSettings } from './settings';
import type { TrainingStep } from './step';
import type { CheckpointStore } from './store';
import type { ValidationRow } from './validation';
import type { DropoutTokens } from './word-dropout';

/** A part of a run with settings of its own. */
export interface TrainingStage extends StageSettings {
  readonly name: string;
}

/** What a run does. */
export interface TrainingRun {
  readonly stages: readonly TrainingStage[];
  /** The seed of the order of rows, of dropout and of masked words. */
  readonly seed: number;
  /** Decay of the averaged weights that are validated and kept; 0 takes the weights as they are. */
  readonly averaging: number;
  /** Steps between validations, and between checkpoints. */
  readonly validateEvery: number;
  readonly checkpointEvery: number;
  /** A hash of everything that decides the result of the run: settings, data, base. */
  readonly fingerprint: string;
  /** Whether to go on from the checkpoint in the store. */
  readonly resume: boolean;
}

/** What happened. The caller decides how to show it. */
export type TrainingEvent =
  | { readonly kind: 'resumed'; readonly step: number }
  | { readonly kind: 'no checkpoint' }
  /** The rows of a stage are about to be asked for. */
  | { readonly kind: 'reading'; readonly stage: string }
  /** The rows are there. The first step of the stage follows. */
  | { readonly kind: 'learning'; readonly stage: string }
  | {
      readonly kind: 'step';
      readonly stage: string;
      /** Steps taken in the stage, and all its steps. */
      readonly stageStep: number;
      readonly stageSteps: number;
      readonly loss: number;
      /** Tokens of the batch, padding not counted. */
      readonly tokens: number;
    }
  | { readonly kind: 'validated'; readonly entry: HistoryEntry; readonly best: boolean }
  /** A checkpoint on the way could not be saved. Training goes on and tries again later. */
  | { readonly kind: 'unsaved'; readonly error: Error };

export interface TrainingTools {
  readonly step: TrainingStep;
  readonly special: DropoutTokens;
  /** Gives the rows of a stage, by its index. The rows of the first stage are asked for before anything is saved. */
  readonly rows: (stage: number) => Promise<StageRows>;
  readonly validation: readonly ValidationRow[];
  readonly store: CheckpointStore;
  /** Keeps a model. It is called whenever validation is better than ever before. */
  readonly keep: (
    parameters: ReadonlyMap<string, Float32Array>,
    history: readonly HistoryEntry[],
  ) => Promise<void>;
  /**
   * Called when the best model or the last checkpoint cannot be saved; they are only in memory then. When it resolves,
   * saving is tried again. When it rejects, the run ends.
   */
  readonly retry: (what: 'the best model' | 'the last checkpoint', error: Error) => Promise<void>;
  /** The loop waits for it. A page can let messages in here, such as one that aborts the run. */
  readonly onEvent?: (event: TrainingEvent) => void | Promise<void>;
  /** Aborting saves a checkpoint and ends the run. It can be resumed. */
  readonly signal?: AbortSignal;
}

export interface TrainingOutcome {
  readonly finished: boolean;
  readonly position: Position;
}
