/** Where a run keeps its checkpoints: a folder, or a browser's storage. */
export interface CheckpointStore {
  /** The bytes of that name; null when there are none. */
  load(name: string): Promise<Uint8Array | null>;
  /** @throws Error with the reason when they cannot be kept; what was there before stays, whole */
  save(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Gives bytes another name, in place of what had it; does nothing when there are none. */
  rename(from: string, to: string): Promise<void>;
}
