import type { Target } from '../model/classifier';
import type { Span, Unit } from '../text/types';
import type { MethodName } from './methods/all';
import type { RunControl, RunProgress } from './run';

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
  /**
   * What a method measured on its way: the `steps` that Integrated Gradients ended with, LIME's fit, ... A fitted local
   * model states its `r2`, and by how much it misses the output at the text and at the empty text.
   */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** Things a reader should know ("system ill-conditioned", "words after 510 tokens were not seen"). */
  readonly notes: readonly string[];
}

export interface Progress extends RunProgress {
  /** The explanation as it stands, where the method can give one before it has ended. */
  readonly partial?: Explanation;
}

/** How explaining is watched and stopped. */
export interface ExplainControl extends Omit<RunControl, 'onProgress'> {
  readonly onProgress?: (progress: Progress) => void;
}
