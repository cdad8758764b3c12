import { open, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, basename, resolve } from 'node:path';
import { writeError } from '../../runtime/node/file-error';

/**
 * Checks before the work that a folder can be written, and leaves nothing behind.
 * @throws Error naming the folder and the reason when no file can be written to it
 */
export async function requireWritable(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(folder, cause);
  });
  try {
    const probe = join(folder, '.writable');
    await writeWhole(probe, '');
    await rm(probe);
  } finally {
    if (made !== undefined) await removeEmpty(resolve(folder), resolve(made));
  }
}

/** Removes a folder and the folders above it, up to `last`, if they are empty. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    const removed = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!removed || at === last) return;
  }
}

/**
 * Writes a file so that it is there whole or not at all. It is written under a temporary name, flushed and renamed.
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
    throw writeError(file, cause);
  }
}
