import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExamples } from './read-examples';

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
    expect(probs[0]! + probs[1]! + probs[2]!).toBeCloseTo(1, 12);
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

  it('counts the lines of quoted cells when it names a line', async () => {
    const file = await fileOf('b.csv', 'text,label\n"one\ntwo\nthree",1\nfour,\n');
    await expect(readExamples(file)).rejects.toThrow(/b\.csv, line 5: the row has neither a label nor probs/);
  });

  it('accepts rows without a label only when asked', async () => {
    const file = await fileOf('unlabelled.jsonl', '{"text":"a","label":1}\n{"text":"b"}\n');
    await expect(readExamples(file)).rejects.toThrow(
      /unlabelled\.jsonl, line 2: the row has neither a label nor probs/,
    );
    expect(await readExamples(file, { allowUnlabelled: true })).toEqual([
      { text: 'a', label: 1 },
      { text: 'b' },
    ]);
  });

  it.each([
    ['json.jsonl', '{"text":"a","label":1}\n{"text":', /line 2: not valid JSON/],
    ['array.jsonl', '[1]', /line 1: a row must be an object/],
    ['no-text.jsonl', '{"label":1}', /line 1: the row has no "text"/],
    ['empty.jsonl', '{"text":"  ","label":1}', /line 1: the text is empty/],
    ['label.jsonl', '{"text":"a","label":3}', /line 1: the label 3 is none of/],
    ['three.jsonl', '{"text":"a","probs":[0.5,0.5]}', /line 1: probs must be 3 numbers/],
    ['negative.jsonl', '{"text":"a","probs":[-0.1,0.5,0.6]}', /line 1: probs must not be negative/],
    ['sum.jsonl', '{"text":"a","probs":[0.1,0.2,0.3]}', /line 1: probs sum to 0\.6/],
    ['nothing.jsonl', '\n', /holds no rows/],
    ['header.csv', 'a,b\n1,2\n', /header has no column "text"/],
    ['cells.csv', 'text,label\na,1,2\n', /line 2: 3 cells under a header of 2/],
    ['quote.csv', 'text,label\n"a,1\n', /line 2: Quoted field unterminated/],
    ['probs.csv', 'text,label,probs\na,1,x\n', /line 2: probs must be a JSON array/],
    ['data.txt', 'a', /unknown kind of file/],
    ['cut.jsonl.gz', gzipSync(LINES).subarray(0, 30), /not a whole gzip file/],
    ['latin.jsonl', Uint8Array.of(0x22, 0xe9, 0x22), /not UTF-8/],
  ])('refuses %s', async (name, content, message) => {
    await expect(readExamples(await fileOf(name, content))).rejects.toThrow(message);
  });

  it('says which file cannot be read', async () => {
    await expect(readExamples(join(folder, 'missing.jsonl'))).rejects.toThrow(/Cannot read .*missing\.jsonl/);
  });
});
