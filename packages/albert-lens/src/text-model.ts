import type { Classifier, DifferentiableClassifier } from '../../../core/model/classifier';
import type { Tokenizer } from '../../../core/text/types';

/** A classifier and the tokenizer that turns texts into its rows: what an explanation is asked of. */
export interface TextModel {
  /** Methods that follow gradients need one with `gradients` and `embed`; the others need neither. */
  readonly classifier: Classifier | DifferentiableClassifier;
  readonly tokenizer: Tokenizer;
  /** The baseline distribution of Gradient SHAP, which needs at least one text. Default: none. */
  readonly neutralTexts?: readonly string[];
}
