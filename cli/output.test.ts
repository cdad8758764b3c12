import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppendedFile, requireWritableFile, writeText } from './output';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'output-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('requireWritableFile', () => {
  it('leaves everything as it was', async () => {
    const file = join(folder, 'there');
    await writeFile(file, 'kept');
    await requireWritableFile(file);
    await requireWritableFile(join(folder, 'not-there'));
    expect(await readFile(file, 'utf8')).toBe('kept');
    expect(await readdir(folder)).toEqual(['there']);
  });

  it.each([
    ['missing/out.jsonl', 'its folder does not exist; make the folder first'],
    ['.', 'it is a folder; name a file'],
    ['there/out.jsonl', 'a part of its path is no folder; check the path'],
  ])('names %s and the reason', async (name, reason) => {
    const file = join(folder, name);
    await expect(requireWritableFile(file)).rejects.toThrow(`cannot write ${file}: ${reason}`);
  });
});

describe('a full disk', () => {
  // A device on which every write fails: there is no room.
  const full = '/dev/full';

  it('is named by whoever writes', async () => {
    await requireWritableFile(full);
    const file = await AppendedFile.open(full);
    await expect(file.write('a line\n')).rejects.toThrow(/cannot write \/dev\/full: the disk is full/);
    await file.close();
    await expect(writeText(full, 'a')).rejects.toThrow(/cannot write \/dev\/full: the disk is full/);
  });
});
