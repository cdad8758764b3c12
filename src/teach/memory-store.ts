import type { CheckpointStore } from '../../core/training/store';

/** Checkpoints in the memory of the page, which outlives the worker that makes them. Browsers may keep blobs on disk. */
export class MemoryStore implements CheckpointStore {
  readonly #files = new Map<string, Blob>();

  async load(name: string): Promise<Uint8Array | null> {
    const file = this.#files.get(name);
    return file ? new Uint8Array(await file.arrayBuffer()) : null;
  }

  save(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#files.set(name, new Blob([bytes]));
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const file = this.#files.get(from);
    if (file) {
      this.#files.delete(from);
      this.#files.set(to, file);
    }
    return Promise.resolve();
  }

  clear(): void {
    this.#files.clear();
  }
}
