import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli, type Outcome } from '../../test/companion';

const model = ['--model', resolve(import.meta.dirname, '../../test/fixtures/tiny-model')];
const filter = (command: string, args: readonly string[], input: string) =>
  runCli(command, [...model, ...args], undefined, input);

const linesOf = ({ stdout }: Outcome) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Rows of several lengths, more than are read together. */
const many = Array.from({ length: 600 }, (_, i) => `${'good phone '.repeat(i % 40)}number ${i}`);

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'filters-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('classify', () => {
  it('reads standard input and writes a line a row, each in its place', async () => {
    const outcome = await filter(
      'classify',
      ['--skip-bad'],
      '{"text":"good"}\n{"text":" "}\n{"text":7}\n{"text":"bad"}\n',
    );
    expect(outcome.code).toBe(0);
    const [first, blank, wrong, last] = linesOf(outcome);
    expect(first).toMatchObject({ text: 'good', class: expect.any(String) as unknown });
    const probabilities = Object.values(first!.probabilities as Record<string, number>);
    expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 6);
    expect(first!.class).toBe(
      Object.entries(first!.probabilities as Record<string, number>).sort(([, a], [, b]) => b - a)[0]![0],
    );
    expect(blank).toEqual({ line: 2, fault: 'the row has no text' });
    expect(wrong).toEqual({ line: 3, fault: '"text" is a number, not a string' });
    expect(last).toMatchObject({ text: 'bad' });
  });

  it('stops at a row that cannot be read, after what came before', async () => {
    const { code, stdout, stderr } = await filter('classify', [], '{"text":"good"}\n{"text":7}\n');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\{"text":"good",[^\n]*\n$/);
    expect(stderr).toMatch(/error: standard input, line 2: "text" is a number, not a string\./);
  });

  it('answers a text, a file, and as many workers alike', async () => {
    const one = await filter('classify', [], many.join('\n'));
    expect(linesOf(one).map(({ text }) => text)).toEqual(many);
    const two = await filter('classify', ['--workers', '2'], many.join('\n'));
    expect(two).toMatchObject({ code: 0, stdout: one.stdout });
    await writeFile(join(folder, 'rows.txt'), many.join('\n'));
    const out = join(folder, 'out.jsonl');
    const filed = await filter('classify', ['--data', join(folder, 'rows.txt'), '--out', out], '');
    expect(filed).toMatchObject({ code: 0, stdout: '' });
    expect(await readFile(out, 'utf8')).toBe(one.stdout);
    expect(linesOf(await filter('classify', ['good', 'phone'], ''))).toMatchObject([{ text: 'good phone' }]);
  });

  it('answers a row alike, whatever rows stand beside it', async () => {
    const all = await filter('classify', [], many.slice(0, 60).join('\n'));
    const some = await filter('classify', [], many.slice(20, 41).join('\n'));
    expect(some.stdout).toBe(`${all.stdout.split('\n').slice(20, 41).join('\n')}\n`);
  });

  it('answers a row once it has come, while others are still to come', async () => {
    const child = await startCli('classify', model);
    const answered = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (const text of ['the first row', 'another']) {
      child.stdin.write(`${text}\n`);
      const { value } = (await answered.next()) as { value: string };
      expect(JSON.parse(value)).toMatchObject({ text });
    }
    child.stdin.end();
    expect((await answered.next()).done).toBe(true);
  });

  it('says what is wrong with a model before it starts workers', async () => {
    const { code, stderr } = await runCli('classify', ['--model', 'nowhere', '--workers', '2', 'good']);
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(/^error: there is no model folder nowhere; give the folder that [^\n]+$/);
  });
});

describe('evaluate', () => {
  const rows = many.map((text, i) => JSON.stringify({ text, label: i % 3 })).join('\n');

  it('writes its predictions row for row, whoever reads them', async () => {
    const one = await filter('evaluate', ['--data', '-', '--predictions', '-'], rows);
    expect(one.code).toBe(0);
    const lines = linesOf(one);
    expect(lines.map(({ text }) => text)).toEqual(many);
    expect(lines[1]).toMatchObject({ label: 'neutral', class: expect.any(String) as unknown });
    expect(one.stderr).toMatch(/accuracy/);
    const two = await filter('evaluate', ['--data', '-', '--predictions', '-', '--workers', '2'], rows);
    expect(two).toMatchObject({ code: 0, stdout: one.stdout });
  });

  it('writes a line for a row that it leaves out, too, and measures the others', async () => {
    const outcome = await filter(
      'evaluate',
      ['--data', '-', '--predictions', '-', '--skip-bad'],
      [
        '{"text":"good","label":"positive"}',
        '{"text":" ","label":"positive"}',
        '{"text":"bad","label":"nope"}',
        '{"text":"bad"}',
        '{"text":"bad","label":"negative"}',
      ].join('\n'),
    );
    expect(outcome.code).toBe(0);
    expect(linesOf(outcome)).toMatchObject([
      { text: 'good', label: 'positive' },
      { line: 2, fault: 'the row has no text' },
      { line: 3, fault: expect.stringContaining('"nope"') as unknown },
      { line: 4, fault: 'the row has neither a label nor probs' },
      { text: 'bad', label: 'negative' },
    ]);
    expect(outcome.stderr).toMatch(/standard input: 2 rows\n/);
  });

  it('measures a file as what it wrote says', async () => {
    const [data, predictions] = ['data.jsonl', 'predictions.jsonl'].map((name) => join(folder, name));
    await writeFile(data!, rows);
    const { stdout } = await filter(
      'evaluate',
      ['--data', data!, '--json', '--predictions', predictions!],
      '',
    );
    const { results } = JSON.parse(stdout) as { results: readonly { rows: number; accuracy: number }[] };
    const written = linesOf({ code: 0, stderr: '', stdout: await readFile(predictions!, 'utf8') });
    const right = written.filter((line) => line.class === line.label).length;
    expect(results).toMatchObject([{ rows: 600, accuracy: right / 600 }]);
  });

  it('refuses two documents on one output', async () => {
    const { code, stderr } = await filter('evaluate', ['--data', '-', '--json', '--predictions', '-'], rows);
    expect(code).toBe(2);
    expect(stderr).toMatch(/both write to standard output/);
  });
});

it.each([
  ['classify', []],
  ['evaluate', ['--data', '-', '--predictions', '-']],
  ['explain', ['--json', '--methods', 'leave-one-out']],
] as const)('%s is content with an empty share of a stream', async (command, args) => {
  expect(await filter(command, args, '')).toMatchObject({ code: 0, stdout: '' });
});
