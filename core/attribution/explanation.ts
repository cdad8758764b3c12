import type { WholeNumber } from '../math/whole-number';
import type { Target } from '../model/classifier';
import type { Span, Unit } from '../text/types';
import type { PairInteraction, SentenceInteractions } from './interactions/pair-values';
import type { FoundFlips } from './method';
import type {
  FlipMethodName,
  MethodName,
  PairMethodName,
  PlainMethodName,
  ValueMethodName,
} from './methods/all';
import type { RunControl, RunProgress } from './run';

/** What every explanation of one text by one method states. Plain data: structured-clonable and JSON-ready. */
interface Explaining<Name extends MethodName> {
  readonly method: Name;
  readonly target: Target;
  readonly unit: Unit;
  /** Where each feature stands in the text, ascending. */
  readonly spans: readonly Span[];
  /**
   * Rows of the model (forward or gradient) on which this explanation rests, equal ones counted once. Explanations of one
   * text share rows: each counts all of its own, also those that had been evaluated for another method or class.
   */
  readonly evaluations: WholeNumber;
  readonly seconds: number;
  /** Everything needed to get the same numbers again: seed, samples, steps, baseline, removal, ... */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Things a reader should know ("system ill-conditioned", "words after 510 tokens were not seen"). */
  readonly notes: readonly string[];
}

/** An explanation that gives every feature a value, in raw units of the target. */
interface Valued<Name extends ValueMethodName> extends Explaining<Name> {
  /** One a feature. */
  readonly values: readonly number[];
  /** One per value where the method can estimate them. */
  readonly standardErrors: readonly number[] | null;
  /** The target at the method's baseline: the empty coalition, LIME's intercept, the baseline embeddings. */
  readonly baseValue: number;
  /** The target at the text itself. */
  readonly outputValue: number;
  /** baseValue + sum of values - outputValue: 0 where the method promises that they add up. */
  readonly delta: number;
  /**
   * What a method measured on its way: the `steps` that Integrated Gradients ended with, LIME's fit, ... A fitted local
   * model states its `r2`, and by how much it misses the output at the text and at the empty text.
   */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** What methods that give pairs find beside the values. */
interface AllPairs {
  /** Interactions of two features, by their indices among the values. */
  readonly pairs: readonly PairInteraction[];
  /**
   * One a feature: its value without half of each of its pairs (k-SII of order 2). They and all pairs sum to
   * outputValue - baseValue.
   */
  readonly mainEffects: readonly number[];
}

/** The same of a text too long for all pairs. */
interface SentencePairs {
  /** Interactions of two features of the strongest sentence, by their indices among the values. */
  readonly pairs: readonly PairInteraction[];
  /** Interactions of its sentences, or of parts of those that are too long. */
  readonly sentences: SentenceInteractions;
}

/** An explanation by any method that gives values. */
export interface Explanation extends Valued<ValueMethodName>, Partial<AllPairs>, Partial<SentencePairs> {}

/** The same with what its method gives, and nothing else. */
export type StatedExplanation = PlainExplanation | AllPairsExplanation | SentencePairsExplanation;

/** An explanation by values alone. */
type PlainExplanation = Valued<PlainMethodName>;
/** An explanation by values, and by the interactions of all pairs of features. */
interface AllPairsExplanation extends Valued<PairMethodName>, AllPairs {}
/** An explanation by values, by interactions of sentences, and by those within the strongest sentence. */
interface SentencePairsExplanation extends Valued<PairMethodName>, SentencePairs {}

/** An explanation by the fewest features that turn the label, or keep it: none of them has a value. */
export interface FlipExplanation extends Explaining<FlipMethodName>, FoundFlips {}

export interface Progress extends RunProgress {
  /** The explanation as it stands, where the method can give one before it has ended. */
  readonly partial?: Explanation;
}

/** How explaining is watched and stopped. */
export interface ExplainControl extends Omit<RunControl, 'onProgress'> {
  /**
   * Where a method that removes features has values from coalitions that other explanations of the same readings have
   * evaluated, these are its answer, with their own standard errors, and nothing is evaluated. Default false.
   */
  readonly fromKnown?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}
