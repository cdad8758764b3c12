import type { WorkModel } from '../../core/table/work-manifest';
import type { ModelSource } from '../task/model-calls';

/** The model as far as a file needs it. */
export interface FileModel extends ModelSource {
  /** null while it is not loaded. */
  readonly classes: readonly string[] | null;
  /** What it is, likewise. */
  readonly summary: Pick<WorkModel, 'name' | 'version' | 'activation'> | null;
}
