import { open, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, basename, resolve } from 'node:path';
import { writeError } from '../../runtime/node/file-error';

/**
 * Checks before the work that a folder can be written, and leaves nothing behind.
 * @throws Error naming the folder and the reason when no file can be written to it
 */
export async function requireWritable(folder: string): Promise<void> {
  const made = await makeFolder(folder);
  try {
    const probe = join(folder, '.writable');
    await writeWhole(probe, '');
    await rm(probe);
  } finally {
    if (made !== null) await removeEmpty(resolve(folder), made);
  }
}

/**
 * Makes a folder, and those above it that are missing, from the uppermost down. `mkdir` with `recursive` never ends where
 * a file system has no room for folders, as /proc (Node 20).
 * @returns the uppermost that was made; null if the folder was there
 * @throws Error naming the folder and the reason when it cannot be made
 */
export async function makeFolder(folder: string): Promise<string | null> {
  const found = (path: string) => stat(path).catch(() => null);
  const whole = resolve(folder);
  if ((await found(whole))?.isDirectory()) return null;
  const missing = [whole];
  for (let at = dirname(whole); !(await found(at)); at = dirname(at)) missing.unshift(at);
  for (const path of missing) {
    await mkdir(path).catch(async (cause: unknown) => {
      // Something else may have made it meanwhile.
      if (!(await found(path))?.isDirectory()) throw writeError(folder, cause);
    });
  }
  return missing[0]!;
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
 * @throws Error naming the file, or its folder, and the reason (full disk, missing permission)
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.part`);
  await makeFolder(dirname(file));
  try {
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
