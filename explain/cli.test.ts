import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllClassesDocument, ExplanationDocument, UnexplainedRow } from '../core/analysis/document';
import { methodNames } from '../core/attribution/methods/all';
import { builtCommand } from '../test/built-commands';
import { requireDocument } from '../test/valid-document';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const model = path('../test/fixtures/tiny-model');

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'explain-cli-'))));
afterAll(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  /** The content of standard input; null for /dev/null. */
  readonly input?: string | null;
  /** Close standard output after the first lines. */
  readonly closeOutput?: boolean;
}

async function start(
  args: readonly string[],
  { input = null, closeOutput = false }: Started = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [await builtCommand('explain'), ...args], {
    stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (closeOutput) child.stdout!.destroy();
  });
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

const explain = (...args: string[]): Promise<Outcome> => start(args);

/** A document as the schema describes it. */
function parsed<T = ExplanationDocument>(json: string): T {
  const document: unknown = JSON.parse(json);
  requireDocument(document);
  return document as T;
}

describe('npm run explain', () => {
  it('prints one JSON document of a text', async () => {
    const { stdout, code } = await explain(
      ...['--model', model, '--json', '--class', '2', '--output', 'logit', '--evaluations', '300'],
      ...['--steps', '10', '--assess', 'I absolutely love this phone!'],
    );
    expect(code).toBe(0);
    const document = parsed<Record<string, unknown> & { explanations: object[] }>(stdout);
    expect(document).toMatchObject({ text: 'I absolutely love this phone!', output: 'logit', unit: 'word' });
    expect(document.explanations).toHaveLength(4);
    for (const explanation of document.explanations) {
      expect(explanation).toMatchObject({
        target: { classIndex: 2 },
        spans: { length: 6 },
        values: { length: 6 },
      });
      for (const name of [
        'method',
        'baseValue',
        'outputValue',
        'delta',
        'evaluations',
        'standardErrors',
        'settings',
      ]) {
        expect(explanation).toHaveProperty(name);
      }
    }
    expect(document).toHaveProperty('agreement.pairs.length', 6);
    expect(document).toHaveProperty('assessment.methods.length', 4);
  });

  it.each([
    ['windows', 600, /All words were read, in 2 overlapping windows of up to 512 tokens/],
    ['truncate', 510, /The model reads 512 tokens: the last 90 words, .* were not seen/],
  ])('reads a long text as --long %s says', async (long, words, note) => {
    const text = 'good phone '.repeat(300);
    const args = ['--model', model, '--json', '--methods', 'input-x-gradient', '--long', long, text];
    const document = parsed((await explain(...args)).stdout);
    const [explanation] = document.explanations;
    expect(explanation).toMatchObject({ values: { length: words } });
    expect(explanation!.notes.join()).toMatch(note);
  });

  it('explains every class in one document, from the coalitions that they share', async () => {
    const args = ['--model', model, '--json', '--methods', 'kernel-shap,flips', 'good phone but short life'];
    const document = parsed<AllClassesDocument>((await explain('--class', 'all', ...args)).stdout);
    expect(document.classes.map((one) => one.class)).toEqual(['negative', 'neutral', 'positive']);
    for (const [classIndex, { explanations }] of document.classes.entries()) {
      const { stdout } = await explain('--class', String(classIndex), ...args);
      const timeless = (all: object[]) => all.map((one) => ({ ...one, seconds: 0, evaluations: 0 }));
      expect(timeless([...explanations])).toEqual(timeless([...parsed(stdout).explanations]));
    }
  });

  it('lets LIME take each place of a word by itself, and says how well its local model fits', async () => {
    const text = 'good phone good life';
    const lime = ['--model', model, '--methods', 'lime', text];
    const weights = async (...args: string[]): Promise<readonly number[]> => {
      const [explanation] = parsed((await explain('--json', ...args, ...lime)).stdout).explanations;
      if (!explanation || !('values' in explanation)) throw new Error('There are no weights.');
      expect(explanation.diagnostics).toHaveProperty('missAtEmpty');
      const isPoor = explanation.diagnostics['r2']! < 0.8;
      expect(/R² of the local model is/.test(explanation.notes.join())).toBe(isPoor);
      return explanation.values;
    };
    const [first, , third] = await weights();
    expect(first).toBe(third);
    const [one, , other] = await weights('--occurrences', 'single');
    expect(one).not.toBe(other);
    const { stdout } = await explain(...lime);
    expect(stdout).toMatch(/^R² of its local model +-?\d\.\d{3}$/m);
    expect(stdout).toMatch(/^missed at the text +[+-]\d\.\d{3}$/m);
    expect(stdout).toMatch(/^missed at no words +[+-]\d\.\d{3}$/m);
  });

  it('goes on in a file where it stopped, and ends with the same lines', async () => {
    const data = join(folder, 'data.jsonl');
    const out = join(folder, 'out.jsonl');
    const texts = ['good phone', ' ', 'bad phone', 'it works'];
    await writeFile(data, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
    const args = ['--model', model, '--methods', 'kernel-shap,saliency', '--data', data];
    expect((await explain(...args, '--out', out)).code).toBe(0);
    const timeless = (lines: string): string => lines.replace(/"seconds":[^,]+/g, '');
    const whole = await readFile(out, 'utf8');
    const lines = whole.trim().split('\n');
    expect(parsed<UnexplainedRow>(lines[1]!)).toEqual({ version: 1, line: 2, fault: 'the row has no text' });
    expect(lines.toSpliced(1, 1).map((line) => parsed(line).text)).toEqual(texts.toSpliced(1, 1));

    // Within the line behind that of the blank row.
    await writeFile(out, whole.slice(0, whole.indexOf('\n', whole.indexOf('fault')) + 20));
    const summary = join(folder, 'summary.json');
    expect((await explain(...args, '--out', out, '--summary', summary)).code).toBe(0);
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({ texts: 3 });
    expect(timeless(await readFile(out, 'utf8'))).toBe(timeless(whole));
    const streamed = await explain(...args, '--json');
    expect(timeless(streamed.stdout)).toBe(timeless(whole));

    // With other settings it does not go on, nor from other texts.
    const other = await explain(...args, '--out', out, '--class', 'positive');
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toMatch(/was made otherwise \(settings\.classIndex null there, 2 here\)/);
    await writeFile(data, `{"text":"good phone"}\n{"text":"worse phone"}\n`);
    const texted = await explain(...args, '--out', out);
    expect(texted).toMatchObject({ code: 1 });
    expect(texted.stderr).toMatch(/--out was not made from .*data\.jsonl: line 2 there is another text/);
    expect(timeless(await readFile(out, 'utf8'))).toBe(timeless(whole));
  });

  it('reads standard input, a text a line or JSON Lines, and names its model', async () => {
    const args = ['--model', model, '--methods', 'saliency', '--json'];
    const { stdout, stderr, code } = await start(args, { input: 'good phone\n\n-5 stars\u2028bad\n' });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^standard input: 1 row without a text left out\.$/m) as unknown,
    });
    const [first, blank, last] = stdout.trim().split('\n');
    // A line for each row, in its place.
    expect(parsed<UnexplainedRow>(blank!)).toEqual({ version: 1, line: 2, fault: 'the row has no text' });
    const documents = [first!, last!].map((line) => parsed(line));
    expect(documents.map(({ text }) => text)).toEqual(['good phone', '-5 stars\u2028bad']);
    expect(documents[0]).toMatchObject({
      model: { name: 'tiny', version: expect.stringMatching(/^[0-9a-f]+$/) as unknown },
    });
    const json = await start([...args, '-'], { input: '{"text":"good phone"}\n{"text":7}\n' });
    expect(json.code).toBe(1);
    expect(json.stdout.split('\n')[0]).toBe(
      stdout.split('\n')[0]!.replace(/"seconds":[^,]+/, (/"seconds":[^,]+/.exec(json.stdout) ?? [''])[0]),
    );
    expect(json.stderr).toMatch(/standard input, line 2: "text" is a number, not a string\./);
  });

  it('writes the same lines in the same order, however many workers make them', async () => {
    const texts = Array.from({ length: 9 }, (_, i) => `${'good '.repeat(9 - i)}phone ${i}`).join('\n');
    const args = ['--model', model, '--methods', 'shapley-interpolation,lime', '--json', '--seed', '3'];
    const timeless = ({ code, stdout }: Outcome) => {
      for (const line of stdout.trim().split('\n')) parsed(line);
      return { code, lines: stdout.replace(/"seconds":[^,]+/g, '') };
    };
    const one = timeless(await start(args, { input: texts }));
    expect(one.code).toBe(0);
    expect(one.lines.trim().split('\n')).toHaveLength(9);
    expect(timeless(await start([...args, '--workers', '2'], { input: texts }))).toEqual(one);
  });

  it('explains a text that begins with "-" behind "--"', async () => {
    const { stdout, code } = await explain(
      '--model',
      model,
      '--methods',
      'saliency',
      '--json',
      '--',
      '-5 stars',
    );
    expect(code).toBe(0);
    expect(parsed(stdout)).toMatchObject({ text: '-5 stars' });
  });

  it('stops at the first row that cannot be read, or leaves it out when asked', async () => {
    const args = [
      '--model',
      model,
      '--methods',
      'saliency',
      '--json',
      '--data',
      path('../test/fixtures/rows/ragged.csv'),
    ];
    const stopped = await explain(...args);
    expect(stopped.code).toBe(1);
    expect(stopped.stdout.trim().split('\n')).toHaveLength(1);
    expect(stopped.stderr).toMatch(/ragged\.csv, line 3: 3 fields under a header of 2\. .* --delimiter/);
    const skipped = await explain(...args, '--skip-bad');
    expect(skipped.code).toBe(0);
    const lines = skipped.stdout
      .trim()
      .split('\n')
      .map((line) => parsed<object>(line));
    expect(lines).toHaveLength(3);
    expect(lines[1]).toEqual({ version: 1, line: 3, fault: '3 fields under a header of 2' });
    expect(skipped.stderr).toMatch(/ragged\.csv: 1 row that cannot be read left out\./);
  });

  it('says in one sentence that nobody reads on', async () => {
    const input = 'good phone\n'.repeat(40);
    const args = ['--model', model, '--methods', 'saliency', '--json'];
    const { code, stderr } = await start(args, { input, closeOutput: true });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /error: cannot write to standard output: nobody reads it any more/,
      ) as unknown,
    });
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('asks for a text where it gets none', async () => {
    const outcome = await explain('--model', model, '--top-k', '3');
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/Give a TEXT, --data FILE, or texts on standard input/);
  });
});

it('names every method in its help', async () => {
  const { code, stdout } = await explain('--help');
  expect(code).toBe(0);
  const [, named = ''] = /all are (.*)/.exec(stdout) ?? [];
  expect(named.split(', ')).toEqual(methodNames);
});
