import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplanationDocument } from '../core/analysis/document';

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

async function explain(...args: string[]): Promise<Outcome> {
  const command = [path('../node_modules/tsx/dist/cli.mjs'), path('cli.ts'), ...args];
  return promisify(execFile)(process.execPath, command).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Outcome) => error,
  );
}

describe('npm run explain', () => {
  it('prints one JSON document of a text', async () => {
    const { stdout, code } = await explain(
      ...['--model', model, '--json', '--class', '2', '--output', 'logit', '--evaluations', '300'],
      ...['--steps', '10', '--assess', 'I absolutely love this phone!'],
    );
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as Record<string, unknown> & { explanations: object[] };
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
    const document = JSON.parse((await explain(...args)).stdout) as ExplanationDocument;
    const [explanation] = document.explanations;
    expect(explanation!.values).toHaveLength(words);
    expect(explanation!.notes.join()).toMatch(note);
  });

  it('goes on in a file where it stopped, and ends with the same lines', async () => {
    const data = join(folder, 'data.jsonl');
    const out = join(folder, 'out.jsonl');
    const texts = ['good phone', 'bad phone', 'it works'];
    await writeFile(data, texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
    const args = ['--model', model, '--methods', 'kernel-shap,saliency', '--data', data];
    expect((await explain(...args, '--out', out)).code).toBe(0);
    const timeless = (lines: string): string => lines.replace(/"seconds":[^,]+/g, '');
    const whole = await readFile(out, 'utf8');
    expect(
      whole
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { text: string }).text),
    ).toEqual(texts);

    await writeFile(out, whole.slice(0, whole.indexOf('\n') + 20));
    const summary = join(folder, 'summary.json');
    expect((await explain(...args, '--out', out, '--summary', summary)).code).toBe(0);
    expect(JSON.parse(await readFile(summary, 'utf8'))).toMatchObject({ texts: 3 });
    expect(timeless(await readFile(out, 'utf8'))).toBe(timeless(whole));
    const streamed = await explain(...args, '--json');
    expect(timeless(streamed.stdout)).toBe(timeless(whole));
  });

  it.each([
    [['--top-k', '3'], 2, /Give a TEXT or --data FILE/],
    [['--methods', 'shap', 'text'], 2, /there is no "shap"/],
    [['--class', '9', 'text'], 2, /the model has no class "9"/],
    [['--model', 'nowhere', 'text'], 1, /there is no model folder nowhere/],
    [[' '], 1, /no words/],
  ])('answers %j with code %i and what to do', async (args, code, message) => {
    const outcome = await explain('--model', model, ...args);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toMatch(/ at /);
  });
});
