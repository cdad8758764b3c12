import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTexts } from './rows';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'explain-rows-'))));
afterAll(() => rm(folder, { recursive: true }));

async function textsOf(name: string, content: string | Buffer): Promise<string[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  const texts: string[] = [];
  for await (const text of readTexts(file)) texts.push(text);
  return texts;
}

describe('readTexts', () => {
  const lines = '{"text":"good \\ud83d\\ude00","label":2}\r\n\n{"text":"so\\nso"}';

  it('reads JSON Lines, plain and gzipped', async () => {
    const expected = ['good \ud83d\ude00', 'so\nso'];
    expect(await textsOf('a.jsonl', lines)).toEqual(expected);
    expect(await textsOf('a.jsonl.gz', gzipSync(lines))).toEqual(expected);
  });

  it('reads the text column of CSV, with quotes and line breaks', async () => {
    const csv = 'label,text\n2,"good, ""really""\nmore"\n0,bad\n';
    expect(await textsOf('a.csv', csv)).toEqual(['good, "really"\nmore', 'bad']);
    expect(await textsOf('a.CSV.GZ', gzipSync(csv))).toEqual(['good, "really"\nmore', 'bad']);
  });

  it.each([
    ['broken.jsonl', '{"text":"a"}\n{text', /broken\.jsonl, line 2: not valid JSON/],
    ['label.jsonl', '{"label":1}', /row 1: there is no "text"/],
    ['number.jsonl', '3', /row 1: there is no "text"/],
    ['column.csv', 'tweet\na\n', /row 1: there is no "text"/],
    ['kind.txt', 'a', /unknown kind of file/],
  ])('refuses %s', async (name, content, message) => {
    await expect(textsOf(name, content)).rejects.toThrow(message);
  });

  it('says which file is not there, or is no gzip', async () => {
    await expect(readTexts(join(folder, 'none.jsonl')).next()).rejects.toThrow(/Cannot read .*none\.jsonl/);
    await expect(textsOf('fake.jsonl.gz', 'plain')).rejects.toThrow(/header/);
  });
});
