import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withNewParameters } from '../../core/checkpoint/checkpoint';
import { writeSafetensors } from '../../core/checkpoint/safetensors';
import { parameterShapes } from '../../core/models/parameters';
import { parseModelConfig } from '../../core/models/registry';
import { runCli } from '../../test/companion';
import { normalNumbers } from '../base/random-base';

/** A folder with albert-base-v2's own config.json and tokenizer.json; it needs no weights. */
const source =
  process.env.ALBERT_BASE_V2 ??
  fileURLToPath(new URL('../../../shared/data/albert-base-v2', import.meta.url));

// any-classes.test.ts runs everywhere, with the same keys at a small width.
describe.skipIf(!existsSync(source))('albert-base-v2 at its own size, its weights random', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'albert-base-v2-'));
    const configJson = JSON.parse(await readFile(join(source, 'config.json'), 'utf8')) as object;
    const config = parseModelConfig({ ...configJson });
    const parameters = withNewParameters(config, new Map(), normalNumbers(1));
    const tensors = new Map(
      [...parameterShapes(config)]
        .filter(([name]) => !name.startsWith('classifier.'))
        .map(([name, shape]) => [name, { shape, data: parameters.get(name)! }]),
    );
    for (const name of ['config.json', 'tokenizer.json']) await copyFile(join(source, name), at(name));
    await writeFile(at('model.safetensors'), writeSafetensors(tensors, { format: 'pt' }));
    const rows = ['awful', 'a table', 'lovely', 'so sad', 'on monday', 'so glad'].map((text, row) =>
      JSON.stringify({ text, label: row % 3 }),
    );
    await writeFile(at('rows.jsonl'), rows.join('\n'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("goes through README's first two commands, and is evaluated", { timeout: 1_200_000 }, async () => {
    const files = ['--train', at('rows.jsonl'), '--validation', at('rows.jsonl'), '--out', at('mine')];
    const trained = await runCli('finetune', ['--base', folder, ...files, '--epochs', '1', '--threads', '2']);
    expect(trained.code, trained.stderr).toBe(0);
    const written = JSON.parse(await readFile(at('mine/config.json'), 'utf8')) as object;
    expect(written).toMatchObject({
      hidden_size: 768,
      num_hidden_layers: 12,
      id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
    });
    const measured = ['--calibration', at('rows.jsonl'), '--evaluation', at('rows.jsonl')];
    const exported = await runCli('export', ['--model', at('mine'), '--out', at('exported'), ...measured]);
    expect(exported.code, exported.stderr).toBe(0);
    expect(await readFile(at('exported/README.md'), 'utf8')).toMatch(/^# mine$/m);
    const evaluated = await runCli('evaluate', [
      '--model',
      at('exported'),
      '--data',
      at('rows.jsonl'),
      '--json',
    ]);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ results: [{ rows: 6 }] });
  });
});
