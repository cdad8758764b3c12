import { createReadStream } from 'node:fs';
import { standardInput } from '../../cli/standard-input';

/** How a file is called in sentences. */
export function fileTitle(file: string): string {
  return file === standardInput ? 'standard input' : file;
}

/**
 * The bytes of a file, or of standard input, as they come.
 * @throws Error while iterated, naming the file, when it cannot be read
 */
export async function* fileBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (file === standardInput ? process.stdin : createReadStream(file)) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new Error(`Cannot read ${fileTitle(file)}: ${(error as Error).message}`, { cause: error });
  }
}
