/** Where a run keeps its checkpoints: a folder, or a browser's storage. */
export interface CheckpointStore {
  /** The bytes of that name; null when there are none. */
  load(name: string): Promise<Uint8Array | null>;
  /** @throws Error with the reason when they cannot be saved; what was there before stays complete */
  save(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Renames bytes, and replaces what had the new name. Does nothing if there are no bytes of the old name. */
  rename(from: string, to: string): Promise<void>;
}
