import type { Span, Unit } from '../text/types';
import type { Target } from '../model/classifier';

export type MethodName =
  | 'kernel-shap'
  | 'leverage-shap'
  | 'permutation-shap'
  | 'partition-shap'
  | 'lime'
  | 'integrated-gradients'
  | 'gradient-shap'
  | 'input-x-gradient'
  | 'saliency'
  | 'leave-one-out';

/**
 * An explanation of one text by one method, in raw units of the target. Plain data: structured-clonable and JSON-ready.
 */
export interface Explanation {
  readonly method: MethodName;
  readonly target: Target;
  readonly unit: Unit;
  /** Where each feature stands in the text, ascending. Same length as values. */
  readonly spans: readonly Span[];
  readonly values: readonly number[];
  /** One per value where the method can estimate them. */
  readonly standardErrors: readonly number[] | null;
  /** The target at the method's baseline: the empty coalition, LIME's intercept, the baseline embeddings. */
  readonly baseValue: number;
  /** The target at the text itself. */
  readonly outputValue: number;
  /** baseValue + sum of values - outputValue: 0 where the method promises that they add up. */
  readonly delta: number;
  /** Rows that the model evaluated for this explanation (forward or gradient), after equal rows were merged. */
  readonly evaluations: number;
  readonly seconds: number;
  /** Everything needed to get the same numbers again: seed, samples, steps, baseline, removal, ... */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** What a method measured on its way: LIME's `r2`, the `steps` that Integrated Gradients ended with, ... */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** Things a reader should know ("system ill-conditioned", "words after 510 tokens were not seen"). */
  readonly notes: readonly string[];
}

export interface Progress {
  /** Evaluations done and expected. */
  readonly done: number;
  readonly total: number;
  /** The explanation as it stands, where the method can give one before it has ended. */
  readonly partial?: Explanation;
}

/** How a run is watched and stopped. Every method takes one. */
export interface RunControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Rows handed to the model at once: the grain of progress and cancelling. Default 64. */
  readonly batchSize?: number;
}
