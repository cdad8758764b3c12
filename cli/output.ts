import { open, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { writeError } from '../runtime/node/file-error';

/** Stands for standard output where the name of a file is expected. */
export const standardOutput = '-';

/**
 * Writes to standard output. Waits if the reader is slow.
 * @throws Error when nobody reads any more, or the disk is full
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(writeError('to standard output', error));
      else resolve();
    });
  });
}

/**
 * Checks before the work that a file can be written, and changes nothing.
 * @throws Error naming the file and the reason when it cannot be written
 */
export async function requireWritableFile(file: string): Promise<void> {
  const existed = await stat(file).then(
    () => true,
    () => false,
  );
  const handle = await attempt(file, open(file, 'a'));
  await handle.close();
  if (!existed) await rm(file);
}

/** @throws Error naming the file and the reason when it cannot be written */
export async function writeText(file: string, text: string): Promise<void> {
  await attempt(file, writeFile(file, text));
}

/** A file to which text is appended. Every error names the file and the reason. */
export class AppendedFile {
  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  static async open(file: string): Promise<AppendedFile> {
    return new AppendedFile(file, await attempt(file, open(file, 'a')));
  }

  async write(text: string): Promise<void> {
    await attempt(this.file, this.handle.appendFile(text));
  }

  async close(): Promise<void> {
    await attempt(this.file, this.handle.close());
  }
}

/** JSON Lines, to a file that is written anew or to standard output. */
export interface LinesOutput {
  /** @throws Error naming the file and the reason when there is no room for it, or nobody reads it any more */
  readonly write: (documents: readonly object[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * @param file "-": standard output
 * @throws Error naming the file and the reason when it cannot be written
 */
export async function openLines(file: string): Promise<LinesOutput> {
  const text = (documents: readonly object[]) => documents.map((one) => `${JSON.stringify(one)}\n`).join('');
  if (file === standardOutput) return { write: (documents) => print(text(documents)), close: async () => {} };
  const handle = await attempt(file, open(file, 'w'));
  return {
    write: (documents) => attempt(file, handle.appendFile(text(documents))),
    close: () => attempt(file, handle.close()),
  };
}

async function attempt<T>(file: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw writeError(file, error);
  });
}
