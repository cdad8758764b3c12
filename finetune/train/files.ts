import { open, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, basename } from 'node:path';

/**
 * Finds out now what writing would find out later.
 * @throws Error naming the folder and the reason when no file can be written to it
 */
export async function requireWritable(folder: string): Promise<void> {
  const probe = join(folder, '.writable');
  await writeWhole(probe, '');
  await rm(probe);
}

/**
 * Writes a file so that it is there whole or not at all: to a temporary name, flushed, then renamed.
 * @throws Error naming the file and the reason (full disk, missing permission)
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.part`);
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write ${file}: ${reason}`, { cause });
  }
}
