import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bertFolder } from '../test/bert';

const root = resolve(import.meta.dirname, '..');

/** Standard output of a command of this repository. */
async function run(script: string, ...args: readonly string[]): Promise<string> {
  const command = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, script), ...args];
  return (await promisify(execFile)(process.execPath, command)).stdout;
}

interface ExplainedText {
  readonly probabilities: readonly { readonly class: string; readonly probability: number }[];
  readonly explanations: readonly { readonly method: string; readonly values: readonly number[] }[];
}

describe('a BERT on the command line', () => {
  let out: string;

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'albert-lens-bert-export-'));
    await run('finetune/cli/export.ts', '--model', bertFolder, '--out', out, '--name', 'tiny-bert');
  });

  afterAll(() => rm(out, { recursive: true, force: true }));

  const explain = async (model: string) => {
    const settings = [
      '--evaluations',
      '200',
      '--steps',
      '20',
      '--methods',
      'kernel-shap,integrated-gradients',
    ];
    const text = 'I love this phone, but the battery life is short.';
    return JSON.parse(
      await run('explain/cli.ts', '--model', model, '--json', ...settings, text),
    ) as ExplainedText;
  };

  it('is explained as the folder stands and as it was exported, with near the same values', async () => {
    const [float, exported] = [await explain(bertFolder), await explain(out)];
    expect(float.explanations.map(({ method }) => method)).toEqual(['kernel-shap', 'integrated-gradients']);
    float.explanations.forEach(({ values }, at) => {
      expect(values.length).toBe(12);
      const largest = Math.max(...values.map(Math.abs));
      expect(largest).toBeGreaterThan(0.01);
      values.forEach((value, word) =>
        expect(Math.abs(value - exported.explanations[at]!.values[word]!)).toBeLessThan(0.2 * largest),
      );
    });
  });

  it('has a card that says what it is', async () => {
    const card = await readFile(join(out, 'README.md'), 'utf8');
    expect(card).toContain('tags: [bert, sentiment, onnx, explainability]');
    expect(card).toContain(
      'A text classifier of the BERT architecture. It reads a text as negative, neutral, positive.',
    );
  });
});
