import { createReadStream, constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { standardInput } from '../../cli/standard-input';
import { readError } from '../../runtime/node/file-error';

/** What sentences call a file. */
export function fileTitle(file: string): string {
  return file === standardInput ? 'standard input' : file;
}

/**
 * Checks that files can be read, before the work that needs them.
 * @throws Error naming the first that cannot be read, and the reason
 */
export async function requireReadable(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    try {
      if ((await stat(file)).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      await access(file, constants.R_OK);
    } catch (cause) {
      throw readError(file, cause);
    }
  }
}

/**
 * The bytes of a file, or of standard input, piece by piece.
 * @throws Error while iterated, naming the file, when it cannot be read
 */
export async function* fileBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (file === standardInput ? process.stdin : createReadStream(file)) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw readError(fileTitle(file), error);
  }
}
