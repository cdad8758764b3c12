import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint, Ledger } from './ledger';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bench-ledger-'))));
afterAll(() => rm(folder, { recursive: true }));

const unasked = (): Promise<never> => Promise.reject(new Error('It was asked again.'));

describe('Ledger', () => {
  it('finds nothing twice, not in a later run either', async () => {
    const file = join(folder, 'new', 'a.jsonl');
    const ledger = await Ledger.open<number[]>(file);
    expect(await ledger.once('a', () => Promise.resolve([1, 2]))).toEqual([1, 2]);
    expect(await ledger.once('a', unasked)).toEqual([1, 2]);
    const later = await Ledger.open<number[]>(file);
    expect(await later.once('a', unasked)).toEqual([1, 2]);
    expect(later.get('b')).toBeUndefined();
  });

  it('finds again what was cut off', async () => {
    const file = join(folder, 'cut.jsonl');
    const ledger = await Ledger.open<number>(file);
    await ledger.once('a', () => Promise.resolve(1));
    await ledger.once('b', () => Promise.resolve(2));
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -3));
    const later = await Ledger.open<number>(file);
    expect(later.get('a')).toBe(1);
    expect(await later.once('b', () => Promise.resolve(3))).toBe(3);
    expect((await Ledger.open<number>(file)).get('b')).toBe(3);
  });
});

describe('fingerprint', () => {
  it('changes with the contents', async () => {
    const file = join(folder, 'script.py');
    await writeFile(file, 'a');
    const before = await fingerprint([file]);
    expect(await fingerprint([file])).toBe(before);
    await writeFile(file, 'b');
    expect(await fingerprint([file])).not.toBe(before);
  });
});
