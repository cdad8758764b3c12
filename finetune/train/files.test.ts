import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, requireWritable, writeWhole } from './files';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'albert-lens-files-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a folder', () => {
  it('is made with those above it, and once', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    expect(await makeFolder(deep)).toBe(join(folder, 'a'));
    expect((await stat(deep)).isDirectory()).toBe(true);
    expect(await makeFolder(deep)).toBeNull();
    await Promise.all([1, 2, 3].map(() => makeFolder(join(folder, 'd', 'e'))));
  });

  it('that could be made leaves nothing behind', async () => {
    await requireWritable(join(folder, 'a', 'b'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not made in place of a file, nor below one', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow(
      /cannot write .*file: a file has that name/,
    );
    await expect(writeWhole(join(folder, 'file', 'a', 'b'), '')).rejects.toThrow(
      /cannot write .*a: a part of its path is no folder/,
    );
  });

  // `mkdir` of Node 20 with `recursive` never ends there.
  it.runIf(process.platform === 'linux')('is refused where the file system has no room for any', async () => {
    await expect(requireWritable('/proc/none/x')).rejects.toThrow(/^cannot write \/proc\/none\/x: ./);
  });
});
