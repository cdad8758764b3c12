import type { Target } from '../model/classifier';
import type { SpecialTokenIds, TokenizedText } from '../text/types';

/** What is explained: one text and one scalar of the model. */
export interface Subject {
  readonly tokenized: TokenizedText;
  readonly special: SpecialTokenIds;
  readonly target: Target;
  /**
   * Token ids, [CLS] and [SEP] included, of neutral texts: the baseline distribution of Gradient SHAP, which needs at
   * least one. Rows of any length.
   */
  readonly background?: readonly ArrayLike<number>[];
}
