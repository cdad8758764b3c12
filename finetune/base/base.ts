import type { FolderContents } from '../../runtime/node/model-folder';

/** The base of a run, as it was read. */
export interface Base extends Omit<FolderContents, 'tensors'> {
  /** What messages call it. */
  readonly name: string;
  /** The tensors of the checkpoint. Null if there is no checkpoint: then all weights are new. */
  readonly tensors: FolderContents['tensors'] | null;
}
