import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenClaims } from '../../core/model/claims';
import type { GoldenOutputs } from '../../core/model/golden-outputs';
import type { ModelManifest } from '../../core/model/manifest';
import { runCli as run, type Outcome } from '../../test/companion';
import { hostileFolder } from '../../test/hostile-folder';
import { withClasses } from '../base/classes';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'companion-'));
  const words = [
    ['bad', 'awful', 'sad'],
    ['so', 'table', 'monday'],
    ['good', 'lovely', 'glad'],
  ];
  const rows = (count: number, shift: number) =>
    Array.from({ length: count }, (_, i) => {
      const [a, b] = [words[i % 3]![(i + shift) % 3]!, words[i % 3]![(i >> 2) % 3]!];
      return `${JSON.stringify({ text: `${a} ${'very '.repeat(i % 5)}${b}`, label: i % 3 })}\n`;
    }).join('');
  await writeFile(at('train.jsonl'), rows(120, 0));
  await writeFile(at('validation.jsonl'), rows(30, 1));
  await writeFile(at('unlabelled.jsonl'), '{"text":"so","label":1}\n{"text":"what"}\n');
});
afterAll(() => rm(folder, { recursive: true }));

const trainArguments = (out: string): string[] => {
  const data = ['--train', at('train.jsonl'), '--validation', at('validation.jsonl'), '--out', at(out)];
  const steps = [
    '--epochs',
    '3',
    '--batch-tokens',
    '128',
    '--validate-every',
    '4',
    '--checkpoint-every',
    '3',
  ];
  return [
    '--base',
    'random',
    ...data,
    ...steps,
    '--averaging',
    '0.8',
    '--threads',
    '2',
    '--learning-rate',
    '1e-3',
  ];
};

describe('npm run finetune', () => {
  it(
    'interrupted, killed and resumed, ends in the bits of an unbroken run',
    { timeout: 240_000 },
    async () => {
      const unbroken = await run('finetune', trainArguments('unbroken'));
      expect(unbroken).toMatchObject({ code: 0 });

      const interrupted = await run('finetune', trainArguments('broken'), {
        at: /step 4:/,
        signal: 'SIGINT',
      });
      expect(interrupted.code).toBe(130);
      expect(interrupted.stderr).toMatch(/stopped at step \d+: the same command with --resume goes on/);
      const resume = [...trainArguments('broken'), '--resume'];
      const killed = await run('finetune', resume, { at: /step 12:/, signal: 'SIGKILL' });
      expect(killed.code).toBeNull();
      const resumed = await run('finetune', resume);
      expect(resumed).toMatchObject({ code: 0 });
      expect(resumed.stderr).toMatch(/resuming at step (9|1\d)/);

      for (const name of ['model.safetensors', 'checkpoint.safetensors']) {
        const [expected, actual] = [
          await readFile(at(`unbroken/${name}`)),
          await readFile(at(`broken/${name}`)),
        ];
        expect(actual.equals(expected), name).toBe(true);
      }

      const { code, stdout } = await run('evaluate', [
        ...[
          '--model',
          at('broken'),
          '--data',
          at('validation.jsonl'),
          at('train.jsonl'),
          '--json',
          '--limit',
          '30',
        ],
      ]);
      expect(code).toBe(0);
      const { model, results } = JSON.parse(stdout) as { model: string; results: Record<string, unknown>[] };
      expect(model).toBe(at('broken'));
      expect(results.map(({ file }) => file)).toEqual([at('validation.jsonl'), at('train.jsonl')]);
      for (const result of results) expect(result).toMatchObject({ rows: 30, skipped: 0, longTexts: 0 });
      const training = JSON.parse(await readFile(at('broken/training.json'), 'utf8')) as {
        history: { macroRecall: number; logLoss: number }[];
      };
      const best = training.history.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
      expect(results[0]!.macroRecall).toBeCloseTo(best.macroRecall, 6);
    },
  );
});

describe('npm run finetune -- --recipe --export', () => {
  it('goes from data to an exported model with its card in one command', { timeout: 240_000 }, async () => {
    const recipe = {
      base: 'random',
      validation: 'validation.jsonl',
      stages: [{ name: 'one', train: [{ file: 'train.jsonl' }], epochs: 1, batchTokens: 512 }],
      export: {
        name: 'tiny',
        language: 'en',
        terms: 'Written for this test.',
        windowTokens: 16,
        calibration: 'validation.jsonl',
        evaluation: ['validation.jsonl'],
      },
    };
    await writeFile(at('recipe.json'), JSON.stringify(recipe));
    const outcome = await run('finetune', [
      ...['--recipe', at('recipe.json'), '--data-root', folder],
      ...['--out', at('recipe-run'), '--export', at('recipe-export'), '--threads', '2'],
    ]);
    expect(outcome).toMatchObject({ code: 0 });
    const manifest = JSON.parse(await readFile(at('recipe-export/manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({
      name: 'tiny',
      windowTokens: 16,
      conformalSets: { coverage: 0.9 },
      languages: ['en'],
    });
    const card = await readFile(at('recipe-export/README.md'), 'utf8');
    expect(card).toMatch(/\/validation\.jsonl \| 30 \|/);
    expect(card).toContain('Written for this test.');
    expect(card).toMatch(/^---\nlanguage: en\n/);
    expect(card).toMatch(
      /is in the set for 90 %.*\| [^|]*validation\.jsonl \| \d+\.\d\d \| \d+\.\d\d \| [123]\.\d\d \|/s,
    );
    const told = await run('explain', [
      '--model',
      at('recipe-export'),
      '--methods',
      'leave-one-out',
      'good and bad',
    ]);
    expect(told.stdout).toMatch(/^(?:Could be|Leans|Reads) .*%/);
    expect(card).toMatch(/\| 50 \| mask \| \d+ \|/);
    expect(card).toMatch(/Right answers by kind: negation \d of 7/);
    const { code, stdout } = await run('evaluate', [
      ...['--model', at('recipe-export'), '--data', at('validation.jsonl'), '--json'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ settings: { long: 'windows', maxTokens: 16 } });
  });
});

describe('npm run evaluate and calibrate', () => {
  const tiny = fileURLToPath(new URL('../../test/fixtures/tiny-model', import.meta.url));

  it('let class names decide, and refuse numbers where the names have another order', async () => {
    // The same model, as it would be if its classes had another order. Only the names tell.
    const classes = ['positive', 'negative', 'neutral'];
    const manifest = JSON.parse(await readFile(join(tiny, 'manifest.json'), 'utf8')) as ModelManifest;
    const permuted = await hostileFolder(tiny, {
      manifest: (json) => ({ ...json, classes }),
      config: (json) => withClasses(json, classes, 'single_label_classification'),
      golden: (json) => ({
        ...json,
        ...goldenClaims({ ...manifest, classes }, (json as unknown as GoldenOutputs).rows),
      }),
    });
    await rename(permuted.folder, at('permuted'));
    const texts = ['good', 'bad', 'so', 'very good'];
    const names = ['positive', 'neg', 'neutral', 'POS'];
    const rows = (labels: readonly (string | number)[]) =>
      ['text;label', ...texts.map((text, i) => `${text};${labels[i]}`)].join('\r\n');
    await writeFile(at('names.csv'), rows(names));
    await writeFile(at('numbers.csv'), rows([2, '0.0', 1, 2]));
    const args = ['--model', at('permuted'), '--json', '--data'];
    const named = await run('evaluate', [...args, at('names.csv')]);
    expect(named.code).toBe(0);
    const refused = await run('evaluate', [...args, at('names.csv'), at('numbers.csv')]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /numbers\.csv, line 2: the label 2 is a number, .* 0 \(positive\), 1 \(negative\), .* --labels 0=NAME/,
    );
    expect(refused.stderr).not.toMatch(/tokens\/s|\n\s+at /);
    const labels = ['--labels', '0=negative,1=neutral,2=positive'];
    const mapped = await run('evaluate', [...args, at('numbers.csv'), ...labels]);
    const figures = ({ stdout }: Outcome) => {
      const [{ file, ...rest }] = (JSON.parse(stdout) as { results: [{ file: string }] }).results;
      expect(file).toMatch(/\.csv$/);
      return rest;
    };
    expect(figures(mapped)).toEqual(figures(named));
    expect(figures(named)).toMatchObject({
      rows: 4,
      classes,
      perClass: [{ support: 2 }, { support: 1 }, { support: 1 }],
    });
    const calibrated = await run('calibrate', [
      '--model',
      at('permuted'),
      '--data',
      at('numbers.csv'),
      ...labels,
    ]);
    expect(calibrated).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^temperature \d/) as unknown,
    });
  });

  it('read standard input, and leave out what they are told to', async () => {
    const args = [
      '--model',
      tiny,
      '--json',
      '--data',
      '-',
      '--binary',
      '--skip-bad',
      '--label-column',
      'Stance',
    ];
    const rows = [
      '{"text":"good","stance":"pos"}',
      '{"text":"bad","stance":"none"}',
      '{"text":"so","stance":1}',
    ];
    const { code, stdout, stderr } = await run('evaluate', args, undefined, rows.join('\n'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      results: [{ file: '-', rows: 1, skipped: 1, classes: ['negative', 'positive'] }],
    });
    expect(stderr).toMatch(
      /standard input, line 2: the label "none" is none of the model's classes .* --labels/,
    );
    expect(stderr).toMatch(/standard input: 1 row that cannot be read left out/);
  });
});

describe('errors on the command line', () => {
  it('says which row has no label', async () => {
    const args = [
      '--base',
      'random',
      '--train',
      at('unlabelled.jsonl'),
      '--validation',
      at('validation.jsonl'),
    ];
    const outcome = await run('finetune', [...args, '--out', at('never')]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/unlabelled\.jsonl, line 2: the row has neither a label nor probs/);
  });

  it('says that the output folder cannot be written, before it trains', async () => {
    const outcome = await run('finetune', [...trainArguments('train.jsonl/out')]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/cannot write .*train\.jsonl/);
    expect(outcome.stderr).not.toMatch(/step \d/);
  });

  it('prints usage on --help', async () => {
    const outcome = await run('evaluate', ['--help']);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain('Usage: npm run evaluate -- [options]');
  });
});
