import type { ModelSource } from '../task/model-calls';

/** The model as far as a file needs it. */
export interface FileModel extends ModelSource {
  /** null while it is not loaded. */
  readonly classes: readonly string[] | null;
}
