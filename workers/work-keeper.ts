import { damagedWork, type Chunk } from '../core/table/chunks';
import type { WorkManifest } from '../core/table/work-manifest';
import type { KeptWork, OpenedWork, WorkAbout } from './file-api';
import type { KeptFolder, KeptWorks } from './kept-works';
import { OpenFile } from './open-file';

/** Keeps the work that is open on this machine, where the reader wants it kept. */
export class WorkKeeper {
  /** Where it is kept; null: it is not. */
  #folder: KeptFolder | null = null;
  /** Its being written for the first time: what comes meanwhile is added behind it. */
  #writing: Promise<unknown> | null = null;

  constructor(private readonly works: KeptWorks) {}

  list(): Promise<KeptWork[]> {
    return this.works.list();
  }

  /** Begins to keep a file. @returns its id */
  async keep(file: OpenFile, about: WorkAbout): Promise<string> {
    if (this.#folder) {
      await this.remember(file.manifest(about));
      return this.#folder.id;
    }
    const folder = await this.works.create();
    const written = this.#write(folder, file, about);
    this.#writing = written.catch(() => undefined);
    await written;
    return folder.id;
  }

  async #write(folder: KeptFolder, file: OpenFile, about: WorkAbout): Promise<void> {
    try {
      await folder.write(file.manifest(about), file.chunks());
      this.#folder = folder;
    } catch (error) {
      folder.close();
      await this.works.remove(folder.id);
      throw error;
    } finally {
      this.#writing = null;
    }
  }

  /** Keeps a file whose rows are no longer those that are kept. @returns its id; null where it is not kept */
  async keepAnew(file: OpenFile, about: WorkAbout): Promise<string | null> {
    const former = this.#folder;
    if (!former) return null;
    this.#folder = null;
    try {
      return await this.keep(file, about);
    } finally {
      former.close();
      // Where there was no room for both, what was kept stays as it was.
      if (this.#folder) await this.works.remove(former.id);
    }
  }

  async remember(manifest: WorkManifest): Promise<void> {
    await this.#folder?.remember(manifest);
  }

  /**
   * Adds readings behind those that are kept.
   * @param languages packed; see packLanguages
   * @returns why they are no longer kept; null where they are, or never were
   */
  async add(rows: Uint32Array, probabilities: Float32Array, languages: Uint32Array): Promise<string | null> {
    await this.#writing;
    const folder = this.#folder;
    if (!folder || rows.length === 0) return null;
    try {
      await folder.append(rows, probabilities, languages);
      return null;
    } catch (error) {
      // What is kept so far stays: half a reading at its end is left out when it is opened.
      this.letGo();
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Keeps chunks in place of those of their names. */
  async replace(chunks: readonly Chunk[], manifest?: WorkManifest): Promise<void> {
    for (const chunk of chunks) await this.#folder?.replace(chunk);
    if (manifest) await this.remember(manifest);
  }

  /** Opens what was kept, and goes on keeping it. @throws RowsError when it is damaged */
  async open(id: string): Promise<{ readonly file: OpenFile; readonly opened: OpenedWork }> {
    const folder = await this.works.open(id);
    try {
      const manifest = await folder.manifest();
      if (!manifest) throw damagedWork();
      const file = await OpenFile.restore(manifest, folder.chunks, { bearsLoss: true });
      this.letGo();
      this.#folder = folder;
      return { file, opened: openedWork(file, manifest) };
    } catch (error) {
      folder.close();
      throw error;
    }
  }

  /** Deletes what is kept. @param id null: all */
  async remove(id: string | null): Promise<void> {
    if (id === null || id === this.#folder?.id) this.letGo();
    await (id === null ? this.works.removeAll() : this.works.remove(id));
  }

  /** Keeps the work that is open no longer; what is kept of it stays. */
  letGo(): void {
    this.#folder?.close();
    this.#folder = null;
  }
}

/** What the page is told of work that was kept or saved. */
export function openedWork(file: OpenFile, manifest: WorkManifest): OpenedWork {
  const { choices, model, shape } = manifest;
  return {
    summary: file.summary,
    name: manifest.file.name,
    textColumn: shape.textColumn,
    choices,
    model,
    hasLostReasons: file.hasLostReasons,
    reasons: file.reasons && { question: file.reasons.question, state: file.reasons.of.state },
  };
}
