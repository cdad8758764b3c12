import { bytesOf, type Chunk, type ChunkSource } from '../core/table/chunks';
import { parseManifest, type WorkManifest } from '../core/table/work-manifest';
import type { KeptWork } from './file-api';
import { TwinFile } from './twin-file';
import { openKept, usualPatience, type WorkFolder, type WorkShelf } from './work-shelf';

const rowsName = 'readings/rows';
const probabilitiesName = 'readings/probabilities';
const languagesName = 'readings/languages';

/** A chunk's file: names of files have no slash. */
const fileOf = (chunk: string) => chunk.replace('/', '.');

/** A piece of work that is kept, and goes on being kept. */
export class KeptFolder {
  readonly #manifest: TwinFile;

  constructor(
    readonly id: string,
    private readonly folder: WorkFolder,
  ) {
    this.#manifest = new TwinFile(folder, 'manifest', 'manifest');
  }

  /** Writes what there is: the manifest last, which makes the folder one that counts. */
  async write(manifest: WorkManifest, chunks: readonly Chunk[]): Promise<void> {
    for (const { name, parts } of chunks) await this.folder.write(fileOf(name), parts());
    await this.remember(manifest);
  }

  /** Replaces the manifest. */
  remember(manifest: WorkManifest): Promise<void> {
    return this.#manifest.write(manifest);
  }

  /** Adds readings behind those that are there. @param languages packed; see packLanguages */
  async append(rows: Uint32Array, probabilities: Float32Array, languages: Uint32Array): Promise<void> {
    // First: whenever the work is broken off, no row has a reading without its language.
    if (languages.length > 0) await this.folder.append(fileOf(languagesName), bytesOf(languages));
    await this.folder.append(fileOf(rowsName), bytesOf(rows));
    await this.folder.append(fileOf(probabilitiesName), bytesOf(probabilities));
  }

  /** Writes a chunk anew. */
  replace({ name, parts }: Chunk): Promise<void> {
    return this.folder.write(fileOf(name), parts());
  }

  readonly chunks: ChunkSource = { parts: (name) => this.folder.read(fileOf(name)) };

  /** @returns null where it was never written whole, or by another version of this page */
  async manifest(): Promise<WorkManifest | null> {
    const value = await this.#manifest.read();
    try {
      return value === null ? null : parseManifest(value);
    } catch {
      return null;
    }
  }

  async summary(manifest: WorkManifest): Promise<KeptWork> {
    const { file, savedAt, rows } = manifest;
    let bytes = 0;
    for (const name of await this.folder.names()) bytes += await this.folder.size(name);
    const readTexts = Math.floor((await this.folder.size(fileOf(rowsName))) / Uint32Array.BYTES_PER_ELEMENT);
    return { id: this.id, ...file, savedAt, rows, readTexts, bytes };
  }

  close(): void {
    this.folder.close();
  }
}

/** Milliseconds that a list waits for each. */
const listPatience = 100;

/** The pieces of work that are kept on this machine. */
export class KeptWorks {
  constructor(private readonly shelf: WorkShelf) {}

  /** Those that can be opened now, newest first. What was broken off before it was whole is deleted. */
  async list(): Promise<KeptWork[]> {
    const found: KeptWork[] = [];
    for (const id of await this.shelf.ids()) {
      let folder: KeptFolder;
      try {
        folder = new KeptFolder(id, await this.shelf.open(id, listPatience));
      } catch {
        continue; // Another tab has it open.
      }
      const manifest = await folder.manifest();
      if (manifest) found.push(await folder.summary(manifest));
      folder.close();
      if (!manifest) await this.shelf.remove(id);
    }
    return found.sort((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  async create(): Promise<KeptFolder> {
    const id = crypto.randomUUID();
    return new KeptFolder(id, await this.shelf.open(id, usualPatience));
  }

  /** @throws Error where it has been deleted, or another tab has it open */
  async open(id: string): Promise<KeptFolder> {
    return new KeptFolder(id, await openKept(this.shelf, id));
  }

  remove(id: string): Promise<void> {
    return this.shelf.remove(id);
  }

  async removeAll(): Promise<void> {
    for (const id of await this.shelf.ids()) await this.shelf.remove(id);
  }
}
