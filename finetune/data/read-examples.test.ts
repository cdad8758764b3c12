import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExamples as read, type ReadOptions } from './read-examples';

const classes = ['negative', 'neutral', 'positive'];
const readExamples = (file: string, options: Partial<ReadOptions> = {}) =>
  read(file, { classes, ...options });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const LINES =
  '{"text":"good","label":2}\n\n{"text":"bad","label":"Negative"}\r\n{"text":"so","probs":[0.2,0.5,0.31]}\n';

describe('readExamples', () => {
  it('reads JSON Lines, plain and gzip, with labels, names and probs', async () => {
    const plain = await readExamples(await fileOf('a.jsonl', LINES));
    expect(plain.slice(0, 2)).toEqual([
      { text: 'good', label: 2 },
      { text: 'bad', label: 0 },
    ]);
    const probs = plain[2]!.probs!;
    expect(probs.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(probs[1]).toBeCloseTo(0.5 / 1.01, 12);
    expect(await readExamples(await fileOf('a.jsonl.gz', gzipSync(LINES)))).toEqual(plain);
  });

  it('reads CSV with quotes, line breaks and more columns than it needs', async () => {
    const csv = 'id,Text,label,probs\r\n1,"so, ""good""\nreally",positive,"[0.1,0.2,0.7]"\r\n2,meh,1,\r\n';
    expect(await readExamples(await fileOf('a.csv', csv))).toEqual([
      { text: 'so, "good"\nreally', label: 2, probs: [0.1, 0.2, 0.7].map((p) => p / (0.1 + 0.2 + 0.7)) },
      { text: 'meh', label: 1 },
    ]);
  });

  it('begins at the line that is said to name the columns, and counts lines from the first of all', async () => {
    const file = await fileOf(
      'titled.csv',
      'A survey;;\nof "all" wards\n\nid;text;label\n1;good;positive\n2;bad;\n',
    );
    const options = { headerLine: 4, skipBad: true, report: () => undefined };
    expect(await readExamples(file, options)).toEqual([{ text: 'good', label: 2 }]);
    await expect(readExamples(file, { headerLine: 4 })).rejects.toThrow(/titled\.csv, line 6/);
    await expect(readExamples(file, { headerLine: 7 })).rejects.toThrow(/nothing in it from line 7 on/);
  });

  it('counts the lines of quoted cells when it names a line', async () => {
    const file = await fileOf('b.csv', 'text,label\n"one\ntwo\nthree",1\nfour,\n');
    await expect(readExamples(file)).rejects.toThrow(/b\.csv, line 5: the row has neither a label nor probs/);
  });

  it('refuses a row that has neither a label nor probs', async () => {
    const file = await fileOf('unlabelled.jsonl', '{"text":"a","label":1}\n{"text":"b"}\n');
    await expect(readExamples(file)).rejects.toThrow(
      /unlabelled\.jsonl, line 2: the row has neither a label nor probs/,
    );
  });

  it.each([
    ['json.jsonl', '{"text":"a","label":1}\n{"text":', /json\.jsonl, line 2: not valid JSON/],
    ['array.jsonl', '[1]', /line 1: a row must be an object/],
    ['no-text.jsonl', '{"label":1}', /line 1: the row has no "text"; it has "label"/],
    ['empty.jsonl', '{"text":"  ","label":1}', /holds no rows that can be read/],
    ['label.jsonl', '{"text":"a","label":3}', /line 1: the label 3 is none of/],
    ['three.jsonl', '{"text":"a","probs":[0.5,0.5]}', /line 1: probs must be a number for each/],
    ['sum.jsonl', '{"text":"a","probs":[0.1,0.2,0.3]}', /line 1: probs sum to 0\.6/],
    ['nothing.jsonl', '\n', /holds no rows\./],
    ['nothing.csv', '', /nothing in it/],
    ['header.csv', 'a,b\n1,2\n', /header has no column "text"; it has "a", "b"/],
    ['cells.csv', 'text,label\na,1,2\n', /line 2: 3 fields under a header of 2/],
    ['quote.csv', 'text,label\n"a,1\n', /line 2: a quote opens a field and is not closed/],
    ['data.docx', 'a', /unknown kind of file/],
    ['cut.jsonl.gz', gzipSync(LINES).subarray(0, 30), /cut\.jsonl\.gz: the gzip data are cut off/],
    ['latin.jsonl', Uint8Array.of(0x22, 0xe9, 0x22), /line 1: byte 2 of the line, 0xE9, is not UTF-8/],
  ])('refuses %s', async (name, content, message) => {
    const file = await fileOf(name, content);
    await expect(readExamples(file, { report: () => undefined })).rejects.toThrow(message);
  });

  it('says what helps, where somebody told it', async () => {
    const file = await fileOf('help.csv', 'text,label\na,happy\n');
    await expect(readExamples(file, { advice: { labels: 'Try --labels.' } })).rejects.toThrow(
      /help\.csv, line 2: the label "happy" is none of .*2 \(positive\)\. Try --labels\.$/,
    );
  });

  it('leaves out blank texts, and bad rows when asked, and reports both', async () => {
    const rows = ['text,label', ',1', 'a,1', ...Array.from({ length: 7 }, () => 'b,2,3'), 'c,0'];
    const file = await fileOf('bad.csv', rows.join('\n'));
    const said: string[] = [];
    const examples = await readExamples(file, { skipBad: true, report: (sentence) => said.push(sentence) });
    expect(examples).toEqual([
      { text: 'a', label: 1 },
      { text: 'c', label: 0 },
    ]);
    expect(said.slice(0, 5)).toEqual(
      [4, 5, 6, 7, 8].map((line) => `${file}, line ${line}: 3 fields under a header of 2.`),
    );
    expect(said.slice(5)).toEqual([`${file}: 1 row without a text and 7 rows that cannot be read left out.`]);
    await expect(readExamples(file, { report: () => undefined })).rejects.toThrow(/bad\.csv, line 4:/);
  });

  it('stops at a file that cannot be read on, whatever may be skipped', async () => {
    const file = await fileOf('cut-off.json', '[{"text":"a","label":0},');
    await expect(readExamples(file, { skipBad: true })).rejects.toThrow(
      /line 1: the JSON array is not closed/,
    );
  });

  it('reads no more rows than it is asked for', async () => {
    const file = await fileOf('limit.jsonl', `${LINES}{"text":\n`);
    expect(await readExamples(file, { limit: 2 })).toHaveLength(2);
  });

  it('reads labels for the classes of a model, whose names decide', async () => {
    const file = await fileOf('names.csv', 'text,label\na,positive\nb,neg\n');
    const permuted = ['positive', 'negative', 'neutral'];
    expect((await readExamples(file, { classes: permuted })).map(({ label }) => label)).toEqual([0, 1]);
    const numbers = await fileOf('numbers.csv', 'text,label\na,2\nb,0\n');
    await expect(readExamples(numbers, { classes: permuted })).rejects.toThrow(
      /line 2: the label 2 is a number/,
    );
    const labels = [
      ['0', 'negative'],
      ['2', 'positive'],
    ] as const;
    const mapped = await readExamples(numbers, { classes: permuted, labels });
    expect(mapped.map(({ label }) => label)).toEqual([0, 1]);
  });

  it('says which file cannot be read', async () => {
    await expect(readExamples(join(folder, 'missing.jsonl'))).rejects.toThrow(
      /cannot read .*missing\.jsonl: there is no such file/,
    );
  });
});
