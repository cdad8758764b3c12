import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExplanationFile } from './resume';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'explain-resume-'))));
afterAll(() => rm(folder, { recursive: true }));

const documentOf = (text: string) => ({ text, explanations: [], agreement: {} });
const line = (text: string): string => `${JSON.stringify(documentOf(text))}\n`;
const made = { model: { version: 'a' }, settings: { class: null, steps: 50 } };

/** The texts that are there, and what the file holds when another is added. */
async function goOn(file: string, how: object = made): Promise<string[]> {
  const opened = await ExplanationFile.open(file, how);
  const texts: string[] = [];
  try {
    for (let next = await opened.next(); next; next = await opened.next())
      texts.push('text' in next ? next.text : next.fault);
    await opened.append(documentOf('added'));
  } finally {
    await opened.close();
  }
  return texts;
}

describe('ExplanationFile', () => {
  // U+2028 ends no line, and a carriage return is a byte like any other.
  const texts = ['a\u00e9\u2028b\u2029\u0085', 'b\r'];
  const whole = texts.map(line).join('');
  let names = 0;
  const begun = async (content: string): Promise<string> => {
    const file = join(folder, `out-${names++}.jsonl`);
    await (await ExplanationFile.open(file, made)).close();
    await writeFile(file, content);
    return file;
  };

  it('gives back why there was nothing to explain in a row, too', async () => {
    const unread = `${JSON.stringify({ line: 2, fault: 'the row has no text' })}\n`;
    const file = await begun(line('a') + unread);
    expect(await goOn(file)).toEqual(['a', 'the row has no text']);
    expect(await readFile(file, 'utf8')).toBe(line('a') + unread + line('added'));
  });

  it('starts where there is none, with how it is made beside it', async () => {
    const file = join(folder, 'new.jsonl');
    expect(await goOn(file)).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(line('added'));
    expect(JSON.parse(await readFile(`${file}.meta.json`, 'utf8'))).toEqual(made);
  });

  it.each([
    ['nothing', ''],
    ['half a line', '{"text":"c","cla'],
    ['half a character', '{"text":"\u00e9'],
    ['a whole line without its end', '{"text":"c"}'],
  ])('gives whole lines back and cuts off what follows: %s', async (_, rest) => {
    const bytes = Buffer.from(whole + rest);
    const file = await begun('');
    await writeFile(file, rest === '{"text":"\u00e9' ? bytes.subarray(0, -1) : bytes);
    expect(await goOn(file)).toEqual(texts);
    expect(await readFile(file, 'utf8')).toBe(whole + line('added'));
  });

  it('gives back a file of many lines, byte for byte', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => `${'x'.repeat(i % 97)}\u2028\ud83d\ude00 ${i}`);
    const file = await begun(many.map(line).join(''));
    expect(await goOn(file)).toEqual(many);
    expect(await readFile(file, 'utf8')).toBe(many.map(line).join('') + line('added'));
  });

  it('says what differs from how it was made, and leaves it alone', async () => {
    const file = await begun(whole);
    const other = { model: { version: 'b' }, settings: { class: 2, steps: 50, seed: 1 } };
    await expect(goOn(file, other)).rejects.toThrow(
      `${file} was made otherwise (model.version "a" there, "b" here; settings.class null there, 2 here; ` +
        'settings.seed not set there, 1 here): choose another --out, or remove the file.',
    );
    expect(await readFile(file, 'utf8')).toBe(whole);
  });

  it('does not go on in a file of which it does not know how it was made', async () => {
    const file = join(folder, 'other.txt');
    await writeFile(file, 'dear diary\n');
    await expect(goOn(file)).rejects.toThrow(/no .*other\.txt\.meta\.json says how it was made/);
    expect(await readFile(file, 'utf8')).toBe('dear diary\n');
  });

  it('refuses lines that it did not write', async () => {
    const file = await begun(`${whole}dear diary\n`);
    await expect(goOn(file)).rejects.toThrow(/line 3 is not an explanation/);
  });

  it('adds nothing before it has given back what is there', async () => {
    const opened = await ExplanationFile.open(await begun(whole), made);
    await expect(opened.append({})).rejects.toThrow(/have not been read/);
    await opened.close();
  });
});
