import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadFile } from './open-model';

/**
 * Reads the files of a model folder on disk, for `openModel` in Node.
 * @throws (while it reads) Error naming the file that is missing or cannot be read
 */
export function folder(path: string): ReadFile {
  return async (name) => {
    const file = join(path, name);
    try {
      return new Uint8Array(await readFile(file));
    } catch (cause) {
      throw new Error(`Cannot read ${file}: ${(cause as Error).message}`, { cause });
    }
  };
}
