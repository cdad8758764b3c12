import type { FolderContents } from '../../runtime/node/model-folder';

/** What a run starts from, as it was read. */
export interface Base extends Omit<FolderContents, 'tensors'> {
  /** Names it in messages. */
  readonly name: string;
  /** The checkpoint's tensors; null where there is none and all weights start fresh. */
  readonly tensors: FolderContents['tensors'] | null;
}
