import { worksFolder } from './cache-names';

/** A folder of one piece of work: files by name, which one holder has open at a time. */
export interface WorkFolder {
  /** Writes a file whole. */
  write(name: string, parts: Iterable<Uint8Array>): Promise<void>;
  /** Adds to the end of a file. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Its bytes in parts; none where there is no such file. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Bytes of a file; 0 where there is none. */
  size(name: string): Promise<number>;
  /** Names of its files. */
  names(): Promise<string[]>;
  /** Lets go of it. */
  close(): void;
}

/** Where pieces of work are kept. */
export interface WorkShelf {
  ids(): Promise<string[]>;
  /**
   * @param patience milliseconds to wait for another holder to let go: a worker that was ended takes a moment
   * @throws Error when another tab has it open
   */
  open(id: string, patience: number): Promise<WorkFolder>;
  /** Deletes a folder; nothing where there is none. @throws Error when another tab has it open */
  remove(id: string): Promise<void>;
}

/** Bytes that are read at once. */
const PIECE = 2 ** 22;
/** Milliseconds to wait for whoever holds a folder. */
export const usualPatience = 3000;

/** Opens what is on a shelf. @throws Error where it has been deleted, or another tab has it open */
export async function openKept(shelf: WorkShelf, id: string): Promise<WorkFolder> {
  if (!(await shelf.ids()).includes(id)) {
    throw new Error('It is not kept any more: it has been deleted since.');
  }
  return shelf.open(id, usualPatience);
}

/** The browser's own storage of files for this site (OPFS). Called in a worker: files are written there alone. */
export class OpfsShelf implements WorkShelf {
  /** @param root the folder that the pieces of work lie in */
  constructor(private readonly root = worksFolder) {}

  async ids(): Promise<string[]> {
    const root = await worksIn(this.root);
    const ids: string[] = [];
    for await (const [name, handle] of entriesOf(root)) if (handle.kind === 'directory') ids.push(name);
    return ids;
  }

  async open(id: string, patience: number): Promise<WorkFolder> {
    const release = await hold(`${this.root}/${id}`, patience);
    try {
      const directory = await inRoom(async () =>
        (await worksIn(this.root)).getDirectoryHandle(id, { create: true }),
      );
      return new OpfsFolder(directory, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    const release = await hold(`${this.root}/${id}`, usualPatience);
    try {
      await (await worksIn(this.root)).removeEntry(id, { recursive: true });
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    } finally {
      release();
    }
  }
}

class OpfsFolder implements WorkFolder {
  readonly #open = new Map<string, FileSystemSyncAccessHandle>();

  constructor(
    private readonly directory: FileSystemDirectoryHandle,
    private readonly release: () => void,
  ) {}

  write(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    return inRoom(async () => {
      const file = await this.#file(name);
      file.truncate(0);
      let at = 0;
      for (const part of parts) at += written(file, part, at);
      file.flush();
    });
  }

  append(name: string, bytes: Uint8Array): Promise<void> {
    return inRoom(async () => {
      const file = await this.#file(name);
      written(file, bytes, file.getSize());
      file.flush();
    });
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    if (!(await this.#has(name))) return;
    const file = await this.#file(name);
    for (let at = 0; at < file.getSize(); at += PIECE) {
      const part = new Uint8Array(Math.min(PIECE, file.getSize() - at));
      file.read(part, { at });
      yield part;
    }
  }

  async size(name: string): Promise<number> {
    return (await this.#has(name)) ? (await this.#file(name)).getSize() : 0;
  }

  async names(): Promise<string[]> {
    const names: string[] = [];
    for await (const [name] of entriesOf(this.directory)) names.push(name);
    return names;
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
    this.release();
  }

  async #has(name: string): Promise<boolean> {
    return this.#open.has(name) || (await this.names()).includes(name);
  }

  async #file(name: string): Promise<FileSystemSyncAccessHandle> {
    let file = this.#open.get(name);
    if (!file) {
      file = await accessTo(await this.directory.getFileHandle(name, { create: true }));
      this.#open.set(name, file);
    }
    return file;
  }
}

/** Access to a file; where a worker that was ended had it, the browser takes a moment to notice. */
async function accessTo(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const isHeld = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!isHeld || performance.now() - startedAt > usualPatience) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** @throws DOMException when the disk is full, where the browser throws none: it may write a part alone */
function written(file: FileSystemSyncAccessHandle, bytes: Uint8Array, at: number): number {
  const count = file.write(bytes, { at });
  if (count < bytes.length) throw new DOMException('The disk is full.', 'QuotaExceededError');
  return count;
}

/** @throws Error in a reader's words where there is no room for what is made or written: a folder alone takes some */
async function inRoom<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as Error).name !== 'QuotaExceededError') throw error;
    throw new Error('there is no more room for it', { cause: error });
  }
}

async function worksIn(root: string): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(root, { create: true });
}

/** Not every library of types knows that a directory can be gone through. */
function entriesOf(directory: FileSystemDirectoryHandle): AsyncIterable<[string, FileSystemHandle]> {
  return directory;
}

/** Holds a folder for this worker alone, until it is let go or the worker ends. */
function hold(name: string, patience: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(
        name,
        { signal: AbortSignal.timeout(patience) },
        () => new Promise<void>((release) => resolve(release)),
      )
      .catch(() => reject(new Error('It is open in another tab. Close it there first.')));
  });
}
