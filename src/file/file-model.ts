import type { WorkModel } from '../../core/table/work-manifest';
import type { AnswerRule } from '../../core/prediction/verdict';
import type { GradientCost } from '../model/gradient-cost';
import type { ModelSource } from '../task/model-calls';

/** The model as far as a file needs it. */
export interface FileModel extends ModelSource {
  /** null while it is not loaded. */
  readonly classes: readonly string[] | null;
  /** Which answers a reading leaves open; null while it is not loaded. */
  readonly rule: AnswerRule;
  readonly gradientCost: Pick<GradientCost, 'ask'>;
  /** What it is, likewise. */
  readonly summary: Pick<WorkModel, 'name' | 'version'> | null;
}
