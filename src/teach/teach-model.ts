import type { ModelSummary } from '../../workers/api';
import type { BroughtModel, ModelLocation } from '../../workers/model-location';
import type { ModelSource } from '../task/model-calls';

/** The model as far as teaching needs it. */
export interface TeachModel extends ModelSource {
  /** null while it is not loaded. */
  readonly summary: Pick<ModelSummary, 'name' | 'version' | 'classes' | 'backend'> | null;
  /** What a reader brought in place of the page's own model. */
  readonly brought: BroughtModel | null;
  /** Where its files are; null where it cannot be loaded. */
  readonly location: ModelLocation | null;
  /** Whether the page’s policy lets it connect to nobody. */
  readonly sealed: boolean;
}
