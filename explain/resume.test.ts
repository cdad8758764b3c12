import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishedLines } from './resume';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'explain-resume-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('finishedLines', () => {
  const line = (text: string): string => `${JSON.stringify({ text, explanations: [], agreement: {} })}\n`;
  const whole = line('a\u00e9') + line('b');

  it('finds nothing where there is no file', async () => {
    expect(await finishedLines(join(folder, 'none'), () => expect.unreachable())).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['half a line', '{"text":"c","cla'],
    ['a whole line without its end', '{"text":"c"}'],
  ])('counts whole lines and cuts off what follows: %s', async (_, rest) => {
    const file = join(folder, 'out.jsonl');
    await writeFile(file, whole + rest);
    const seen: string[] = [];
    expect(await finishedLines(file, ({ text }) => seen.push(text))).toBe(2);
    expect(seen).toEqual(['a\u00e9', 'b']);
    expect(await readFile(file, 'utf8')).toBe(whole);
  });

  it('refuses a file that it did not write', async () => {
    const file = join(folder, 'other.txt');
    await writeFile(file, 'dear diary\n');
    await expect(finishedLines(file, () => undefined)).rejects.toThrow(/line 1 is not an explanation/);
    expect(await readFile(file, 'utf8')).toBe('dear diary\n');
  });
});
