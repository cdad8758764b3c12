import { readTeachState, type TeachState } from '../core/teaching/state';
import type { CheckpointStore } from '../core/training/store';
import { CheckpointFolder } from './checkpoint-folder';
import type { KeptTeaching } from './teach-api';
import { TwinFile } from './twin-file';
import { openKept, usualPatience, type WorkFolder, type WorkShelf } from './work-shelf';

/** Milliseconds that a list waits for each. */
const listPatience = 100;

/** Labels and checkpoints in a folder, which go on being kept. */
export class TeachingFolder {
  readonly checkpoints: CheckpointStore;
  readonly #state: TwinFile;

  constructor(
    readonly id: string,
    private readonly folder: WorkFolder,
  ) {
    this.checkpoints = new CheckpointFolder(folder);
    this.#state = new TwinFile(folder, 'state');
  }

  write(state: TeachState): Promise<void> {
    return this.#state.write(state);
  }

  /** null where it was never written whole; 'damaged' where this page cannot read it. */
  async read(): Promise<TeachState | 'damaged' | null> {
    const value = await this.#state.read();
    return value === null ? null : (readTeachState(value) ?? 'damaged');
  }

  close(): void {
    this.folder.close();
  }
}

/** What is kept of teaching on this machine. */
export class KeptTeachings {
  constructor(private readonly shelf: WorkShelf) {}

  /** Those that can be opened now, newest first. What was broken off before it was whole is deleted. */
  async list(): Promise<KeptTeaching[]> {
    const found: KeptTeaching[] = [];
    for (const id of await this.shelf.ids()) {
      let folder: TeachingFolder;
      try {
        folder = new TeachingFolder(id, await this.shelf.open(id, listPatience));
      } catch {
        continue; // Another tab has it open.
      }
      const state = await folder.read();
      folder.close();
      if (state === null) await this.shelf.remove(id);
      if (state === null || state === 'damaged') continue;
      const { savedAt, model, classes, texts } = state;
      const labels = texts.filter(({ label }) => label !== null).length;
      found.push({ id, savedAt, model: model.name, classes, texts: texts.length, labels });
    }
    return found.sort((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  async create(): Promise<TeachingFolder> {
    const id = crypto.randomUUID();
    return new TeachingFolder(id, await this.shelf.open(id, usualPatience));
  }

  /** @throws Error where it has been deleted, or another tab has it open */
  async open(id: string): Promise<TeachingFolder> {
    return new TeachingFolder(id, await openKept(this.shelf, id));
  }

  /** @throws Error when another tab has it open */
  remove(id: string): Promise<void> {
    return this.shelf.remove(id);
  }
}
