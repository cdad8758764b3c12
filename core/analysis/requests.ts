import type { AssessOptions } from '../assessment/assess';
import type { Explanation } from '../attribution/explanation';
import type { MethodRequest } from '../attribution/requests';
import type { Target } from '../model/classifier';
import type { TextClassification } from '../prediction/classify';
import type { Span, Unit } from '../text/types';
import type { LongText } from '../text/windows';

/** A text, and how it is read if it is long. */
export interface ClassifyRequest {
  readonly text: string;
  readonly longText: LongText;
  /** The places of words that are struck out. They are read as [MASK], and get no values. */
  readonly struck?: readonly Span[];
}

export interface Classification extends TextClassification {
  /** Punctuation marks and what cannot be seen included: each has a value of its own. */
  readonly words: number;
  /** How many of them nobody counts as words: punctuation marks, characters that cannot be seen. */
  readonly marks: number;
  /** Tokens of the text, special ones included, whether seen or not. */
  readonly tokens: number;
  /** What it cost to read the text. */
  readonly seconds: number;
}

/** Which output of the model is explained, for which text. */
export interface SubjectRequest extends ClassifyRequest {
  /** The index of the class; null for the class with the highest probability. */
  readonly classIndex: number | null;
  readonly output: Target['output'];
}

export interface ExplainRequest extends SubjectRequest {
  /**
   * Whether the coalitions that are known of the text are enough, whatever their errors: see ExplainControl. For another
   * class of a text that was just explained nothing is evaluated then, but for gradients, the label of another class of a
   * multi-label model, and interactions of a long text, whose strongest sentence may be another. Default false.
   */
  readonly fromKnown?: boolean;
  readonly methods: readonly MethodRequest[];
  readonly unit: Unit;
  /** How many features the top of each method has. */
  readonly topK: number;
}

/** The explanations of every class of the model. */
export interface ExplainClassesRequest extends Omit<ExplainRequest, 'classIndex' | 'fromKnown'> {
  /** Whether only the predicted class is evaluated for: the others are `fromKnown` of what it took. Default false. */
  readonly oneRun?: boolean;
}

export interface AssessRequest
  extends Omit<ExplainRequest, 'fromKnown'>, Pick<AssessOptions, 'removal' | 'seed'> {
  /** The explanations that `explain` gave for this request. */
  readonly explanations: readonly Explanation[];
}
