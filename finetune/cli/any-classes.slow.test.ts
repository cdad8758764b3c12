import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withNewParameters, type Parameters } from '../../core/checkpoint/checkpoint';
import { parseModelConfig } from '../../core/models/registry';
import { parameterShapes } from '../../core/models/parameters';
import { writeSafetensors } from '../../core/checkpoint/safetensors';
import { readModelFolder } from '../../runtime/node/model-folder';
import { tokenizerConfig, tokenizerJson } from '../../test/albert-tokenizer';
import { normalNumbers } from '../base/random-base';
import { runCli } from '../../test/companion';

/** albert-base-v2's config.json, key by key, at a small width. It names no classes. */
const albertBase = {
  architectures: ['AlbertForMaskedLM'],
  attention_probs_dropout_prob: 0,
  bos_token_id: 2,
  classifier_dropout_prob: 0.1,
  down_scale_factor: 1,
  dtype: 'float32',
  embedding_size: 8,
  eos_token_id: 3,
  gap_size: 0,
  hidden_act: 'gelu_new',
  hidden_dropout_prob: 0,
  hidden_size: 16,
  initializer_range: 0.02,
  inner_group_num: 1,
  intermediate_size: 32,
  layer_norm_eps: 1e-12,
  max_position_embeddings: 128,
  model_type: 'albert',
  net_structure_type: 0,
  num_attention_heads: 2,
  num_hidden_groups: 1,
  num_hidden_layers: 2,
  num_memory_blocks: 0,
  pad_token_id: 0,
  position_embedding_type: 'absolute',
  transformers_version: '4.57.3',
  type_vocab_size: 2,
  vocab_size: 30000,
};

const names = (...classes: string[]) => ({
  id2label: Object.fromEntries(classes.map((name, index) => [index, name])),
  label2id: Object.fromEntries(classes.map((name, index) => [name, index])),
});

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'any-classes-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a base with random weights, and returns its parameters. */
async function writeBase(name: string, change: object = {}, head = true): Promise<Parameters> {
  const configJson = { ...albertBase, ...change };
  const config = parseModelConfig(configJson);
  const parameters = withNewParameters(config, new Map(), normalNumbers(1));
  const tensors = new Map(
    [...parameterShapes(config)]
      .filter(([parameter]) => head || !/^(?:classifier|albert\.pooler)\./.test(parameter))
      .map(([parameter, shape]) => [parameter, { shape, data: parameters.get(parameter)! }]),
  );
  await mkdir(at(name));
  await writeFile(at(`${name}/config.json`), JSON.stringify(configJson));
  await writeFile(at(`${name}/tokenizer.json`), JSON.stringify(tokenizerJson));
  await writeFile(at(`${name}/tokenizer_config.json`), JSON.stringify(tokenizerConfig));
  await writeFile(at(`${name}/model.safetensors`), writeSafetensors(tensors, { format: 'pt' }));
  return parameters;
}

/** Writes rows whose words tell the label. */
async function writeRows(name: string, labels: readonly (string | number)[], count = 40): Promise<void> {
  const words = ['awful', 'table', 'lovely', 'monday', 'rain'];
  const rows = Array.from({ length: count }, (_, row) => {
    const label = row % labels.length;
    return JSON.stringify({
      text: `${words[label]} ${'so '.repeat(row % 3)}${words[label]}`,
      label: labels[label],
    });
  });
  await writeFile(at(name), rows.join('\n'));
}

/** The command of the README. */
function finetune(base: string, data: string, out: string, ...more: string[]) {
  const files = ['--train', at(data), '--validation', at(data), '--out', at(out)];
  return runCli('finetune', ['--base', at(base), ...files, '--epochs', '2', '--threads', '1', ...more]);
}

const configOf = async (name: string) =>
  JSON.parse(await readFile(at(`${name}/config.json`), 'utf8')) as Record<string, unknown>;
const classifierOf = async (name: string) =>
  (await readModelFolder(at(name))).parameters.get('classifier.bias')!;

async function evaluate(model: string, data: string) {
  const { code, stdout, stderr } = await runCli('evaluate', [
    '--model',
    at(model),
    '--data',
    at(data),
    '--json',
  ]);
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as { results: { rows: number; accuracy: number; classes: string[] }[] })
    .results[0]!;
}

describe('a base with the keys of albert-base-v2', () => {
  beforeAll(() => writeBase('albert', {}, false));

  it('becomes a classifier of sentiment that evaluate reads', { timeout: 120_000 }, async () => {
    await writeRows('sentiment.jsonl', [0, 1, 2]);
    const outcome = await finetune('albert', 'sentiment.jsonl', 'mine');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await configOf('mine')).toMatchObject({
      architectures: ['AlbertForSequenceClassification'],
      ...names('negative', 'neutral', 'positive'),
    });
    expect(await evaluate('mine', 'sentiment.jsonl')).toMatchObject({ rows: 40 });
  });

  it.each([
    [['ham', 'spam'], []],
    [['1 star', '2 stars', '3 stars', '4 stars', '5 stars'], []],
  ])('becomes a classifier of the classes that its rows name: %j', { timeout: 120_000 }, async (classes) => {
    const data = `by-name-${classes.length}.jsonl`;
    await writeRows(data, [...classes].reverse());
    const outcome = await finetune('albert', data, `by-name-${classes.length}`, '--learning-rate', '1e-2');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await configOf(`by-name-${classes.length}`)).toMatchObject(names(...classes));
    expect(await classifierOf(`by-name-${classes.length}`)).toHaveLength(classes.length);
  });

  it('takes names for labels that are numbers from --classes', { timeout: 120_000 }, async () => {
    await writeRows('numbers.jsonl', [0, 1]);
    const refused = await finetune('albert', 'numbers.jsonl', 'binary');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/error: the rows are labelled 0, 1: --classes A,B,\.\.\. names them/);
    expect(existsSync(at('binary'))).toBe(false);
    const outcome = await finetune('albert', 'numbers.jsonl', 'binary', '--classes', 'bad,good');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await configOf('binary')).toMatchObject(names('bad', 'good'));
  });
});

describe('a base with a classifier of its own', () => {
  it('of one label is refused by name, and nothing is written', async () => {
    await writeBase('regression', names('score'));
    await writeRows('three.jsonl', [0, 1, 2]);
    const outcome = await finetune('regression', 'three.jsonl', 'from-regression');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/regression is a regression model, as its config\.json says/);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(at('from-regression'))).toBe(false);
  });

  it('of two or five classes refuses rows of others, unless asked for', { timeout: 120_000 }, async () => {
    await writeBase('two', names('bad', 'good'));
    await writeBase('five', names('a', 'b', 'c', 'd', 'e'));
    await writeRows('named.jsonl', ['negative', 'neutral', 'positive']);
    for (const base of ['two', 'five']) {
      const refused = await finetune(base, 'named.jsonl', `from-${base}`);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(
        /named\.jsonl.*line 1.*"negative".*(1 \(good\)|4 \(e\))\. --classes A,B/,
      );
      expect(existsSync(at(`from-${base}`))).toBe(false);
      const asked = ['--classes', 'negative,neutral,positive'];
      const outcome = await finetune(base, 'named.jsonl', `from-${base}`, ...asked);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toMatch(/is replaced by a fresh one for negative, neutral, positive/);
      expect(await configOf(`from-${base}`)).toMatchObject(names('negative', 'neutral', 'positive'));
    }
  });

  it('of five classes learns and keeps them', { timeout: 120_000 }, async () => {
    await writeRows('five.jsonl', ['a', 'b', 'c', 'd', 'e']);
    const outcome = await finetune('five', 'five.jsonl', 'still-five', '--class-weights', '1,1,1,1,2');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await configOf('still-five')).toMatchObject(names('a', 'b', 'c', 'd', 'e'));
  });

  it('keeps names and rows together, whatever their order', { timeout: 120_000 }, async () => {
    const { classes: sentiment } = { classes: ['negative', 'neutral', 'positive'] };
    const before = await writeBase('reorder', names('positive', 'negative', 'neutral'));
    await writeRows('reordered.jsonl', sentiment);
    // With a learning rate of 0, the weights that are written are those that were read.
    const still = ['--learning-rate', '0'];
    const kept = await finetune('reorder', 'reordered.jsonl', 'kept', ...still);
    expect(kept.code, kept.stderr).toBe(0);
    expect(await configOf('kept')).toMatchObject(names('positive', 'negative', 'neutral'));

    await writeRows('plain-numbers.jsonl', [0, 1, 2]);
    const refused = await finetune('reorder', 'plain-numbers.jsonl', 'never', ...still);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/label 0 is a number.*0 \(positive\), 1 \(negative\).* --classes A,B/);
    expect(existsSync(at('never'))).toBe(false);

    const asked = ['--classes', sentiment.join(',')];
    const moved = await finetune('reorder', 'plain-numbers.jsonl', 'moved', ...still, ...asked);
    expect(moved.code, moved.stderr).toBe(0);
    const weights = before.get('classifier.weight')!;
    const row = (output: number) => [...weights.subarray(16 * output, 16 * (output + 1))];
    const after = (await readModelFolder(at('moved'))).parameters.get('classifier.weight')!;
    expect([...after]).toEqual([...row(1), ...row(2), ...row(0)]);
  });
});

describe('how files of rows are written', () => {
  const rows = [
    'Stars;Review',
    '1.0;"so awful; awful"',
    '5;lovely café',
    '5;',
    '1;awful',
    '5;lovely;too many',
    '5;so lovely',
  ];
  const options = [
    ...['--text-column', 'review', '--label-column', 'stars', '--labels', '1=bad,5=good'],
    ...['--delimiter', ';', '--encoding', 'windows-1252'],
  ];
  beforeAll(async () => {
    await writeBase('for-rows', {}, false);
    await writeFile(at('reviews.csv'), Buffer.from(rows.join('\n'), 'latin1'));
  });

  it(
    'is told to finetune and export as to evaluate; what is left out is said once',
    { timeout: 120_000 },
    async () => {
      const refused = await finetune('for-rows', 'reviews.csv', 'reviewed', ...options);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/reviews\.csv, line 6: 3 fields under a header of 2/);
      expect(existsSync(at('reviewed'))).toBe(false);

      const outcome = await finetune('for-rows', 'reviews.csv', 'reviewed', ...options, '--skip-bad');
      expect(outcome.code, outcome.stderr).toBe(0);
      const left = /1 row without a text and 1 row that cannot be read left out/g;
      expect(outcome.stderr.match(left)).toHaveLength(1);
      expect(await configOf('reviewed')).toMatchObject(names('bad', 'good'));

      const measured = ['--calibration', at('reviews.csv'), '--attributions', at('reviews.csv')];
      const files = [
        '--model',
        at('reviewed'),
        '--out',
        at('exported'),
        ...measured,
        '--attribution-texts',
        '1',
      ];
      const exported = await runCli('export', [...files, ...options, '--skip-bad']);
      expect(exported.code, exported.stderr).toBe(0);
      expect(exported.stderr.match(left)).toHaveLength(1);

      // No option names the model or its language: it is called after its folder.
      const card = await readFile(at('exported/README.md'), 'utf8');
      expect(card).toMatch(/^---\npipeline_tag: [^]*^# reviewed$/m);

      for (const option of ['--evaluation', '--calibration', '--attributions']) {
        const args = ['--model', at('reviewed'), '--out', at('card'), option, at('reviews.csv')];
        const early = await runCli('export', [...args, ...options]);
        expect(early.code).toBe(1);
        expect(early.stderr).toMatch(/reviews\.csv, line 6: 3 fields under a header of 2/);
        expect(existsSync(at('card'))).toBe(false);
      }
    },
  );
});

describe('a base that gives a text any number of labels', () => {
  const labels = ['a', 'b', 'c'];

  /** Rows that each name a label, or two, or none; in JSON, or as cells. */
  async function writeLists(name: string): Promise<void> {
    const lists = [['a'], ['b', 'c'], [], ['c']];
    const rows = Array.from({ length: 24 }, (_, row) => ({ text: `row ${row}`, label: lists[row % 4]! }));
    const cells = rows.map(({ text, label }) => `${text},${label.length === 0 ? '[]' : label.join(';')}`);
    await writeFile(at(`${name}.jsonl`), rows.map((row) => JSON.stringify(row)).join('\n'));
    await writeFile(at(`${name}.csv`), ['text,label', ...cells].join('\n'));
  }

  it('is trained on lists of labels, and measured a label each', { timeout: 180_000 }, async () => {
    await writeBase('any-number', { ...names(...labels), problem_type: 'multi_label_classification' });
    await writeLists('lists');
    const trained = await finetune('any-number', 'lists.csv', 'from-any-number', '--epochs', '2');
    expect(trained.code, trained.stderr).toBe(0);
    expect(await configOf('from-any-number')).toMatchObject({
      ...names(...labels),
      problem_type: 'multi_label_classification',
    });
    const figures = [];
    for (const file of ['lists.jsonl', 'lists.csv']) {
      const options = ['--model', at('from-any-number'), '--data', at(file), '--json'];
      const measured = await runCli('evaluate', [...options, '--predictions', at('lines.jsonl')]);
      expect(measured.code, measured.stderr).toBe(0);
      const { results } = JSON.parse(measured.stdout) as { results: [Record<string, unknown>] };
      figures.push({ ...results[0], file: '' });
    }
    expect(figures[0]).toEqual(figures[1]);
    expect(figures[0]).toMatchObject({ rows: 24, classes: labels });
    const perLabel = (figures[0] as unknown as { perLabel: { support: number }[] }).perLabel;
    expect(perLabel.map(({ support }) => support)).toEqual([6, 6, 12]);
    const lines = (await readFile(at('lines.jsonl'), 'utf8')).trim().split('\n');
    const second = JSON.parse(lines[1]!) as { label: string[]; labels: string[]; probabilities: object };
    expect(second.label).toEqual(['b', 'c']);
    expect(second.labels).toEqual(
      labels.filter((name) => (second.probabilities as Record<string, number>)[name]! >= 0.5),
    );
    const table = await runCli('evaluate', ['--model', at('from-any-number'), '--data', at('lists.jsonl')]);
    expect(table.stdout).toMatch(/all labels right .*micro-F1/s);
    expect(table.stdout).toMatch(/^ +precision +recall +F1 +log loss +rows$/m);
    const binary = await runCli('evaluate', [
      '--model',
      at('from-any-number'),
      '--data',
      at('lists.jsonl'),
      '--binary',
    ]);
    expect(binary.stderr).toMatch(/--binary is for texts of one class/);
    const weighted = await finetune('any-number', 'lists.csv', 'weighted', '--class-weights', '1,1,1');
    expect(weighted.stderr).toMatch(/class weights are for texts of one class/);
    // Its card measures it a label each, the same as evaluate does.
    const out = ['--out', at('exported-lists'), '--precision', 'float32', '--evaluation', at('lists.csv')];
    const exported = await runCli('export', ['--model', at('from-any-number'), ...out]);
    expect(exported.code, exported.stderr).toBe(0);
    const card = await readFile(at('exported-lists/README.md'), 'utf8');
    const { exactMatch, macroF1 } = figures[0] as unknown as { exactMatch: number; macroF1: number };
    const [, rows, allRight, , cardF1, , , floatF1, kept] = /\| \S+\/lists\.csv (\|.*\|)/
      .exec(card)![1]!
      .split('|')
      .map((cell) => Number(cell));
    expect([rows, allRight, cardF1]).toEqual(
      [24, 100 * exactMatch, 100 * macroF1].map((value) => Number(value.toFixed(2))),
    );
    expect([floatF1, kept]).toEqual([cardF1, 100]);
    expect(card).toMatch(
      /\| label \| precision .*\n.*\n\| a \|.*\| 6 \|\n\| b \|.*\| 6 \|\n\| c \|.*\| 12 \|/,
    );
  });

  it('may be made of any base, whose labels the rows name', { timeout: 120_000 }, async () => {
    await writeBase('plain', {}, false);
    await writeLists('more');
    const trained = await finetune('plain', 'more.jsonl', 'many', '--multi-label', '--epochs', '1');
    expect(trained.code, trained.stderr).toBe(0);
    expect(await configOf('many')).toMatchObject({
      ...names(...labels),
      problem_type: 'multi_label_classification',
    });
  });

  it(
    'gets a classifier of one label where classes are asked for; its temperature is not fitted',
    { timeout: 120_000 },
    async () => {
      await writeBase('each', { ...names(...labels), problem_type: 'multi_label_classification' });
      await writeRows('letters.jsonl', labels);
      const asked = await finetune('each', 'letters.jsonl', 'one-of-them', '--classes', 'a,b,c');
      expect(asked.code, asked.stderr).toBe(0);
      expect(await configOf('one-of-them')).toMatchObject({ problem_type: 'single_label_classification' });
      const fitted = ['--out', at('unmeasured'), '--calibration', at('letters.jsonl')];
      const exported = await runCli('export', ['--model', at('each'), ...fitted]);
      expect(exported.code).toBe(1);
      expect(exported.stderr).toMatch(
        /error: a temperature is fitted to models that choose one of their classes/,
      );
      expect(existsSync(at('unmeasured'))).toBe(false);
    },
  );
});

describe('a start that fails', () => {
  it.each([
    ['a row that is wrong', ['--epochs', '1'], 'broken.jsonl', /broken\.jsonl.*line 2/],
    [
      'class weights of another number',
      ['--class-weights', '1,2'],
      'good.jsonl',
      /2 class weights for 3 classes/,
    ],
    [
      'a length that the model does not read',
      ['--max-length', '129'],
      'good.jsonl',
      /reads at most 128 tokens/,
    ],
  ])(
    'leaves nothing that blocks the next: %s',
    { timeout: 120_000 },
    async (what, options, data, message) => {
      const base = `base of ${what}`;
      await writeBase(base, {}, false);
      await writeRows('good.jsonl', [0, 1, 2]);
      await writeFile(at('broken.jsonl'), '{"text": "so", "label": 1}\n{"text": "what"}\n');
      const files = ['--train', at(data), '--validation', at('good.jsonl'), '--out', at(what)];
      const failed = await runCli('finetune', [
        '--base',
        at(base),
        ...files,
        '--max-length',
        '32',
        ...options,
      ]);
      expect(failed.code).toBe(1);
      expect(failed.stderr).toMatch(message);
      expect((await readdir(folder)).includes(what)).toBe(false);
    },
  );

  it('says before training that a file of the card cannot be read', async () => {
    await writeRows('good.jsonl', [0, 1, 2]);
    await writeFile(at('late.jsonl'), '{"text": "so", "label": 1}\n{"text": "what", "label": "spam"}\n');
    const recipe = {
      base: 'random',
      validation: 'good.jsonl',
      stages: [{ name: 'one', train: [{ file: 'good.jsonl' }] }],
      export: { language: 'en', evaluation: ['late.jsonl'] },
    };
    await writeFile(at('recipe.json'), JSON.stringify(recipe));
    const files = ['--recipe', at('recipe.json'), '--data-root', folder, '--export', at('late-export')];
    const outcome = await runCli('finetune', [...files, '--out', at('late-out')]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/error: .*late\.jsonl, line 2: the label "spam" is none of/);
    expect(outcome.stderr).not.toMatch(/step \d/);
    expect(existsSync(at('late-out')) || existsSync(at('late-export'))).toBe(false);
  });

  it('says before training that --export cannot be written', async () => {
    await writeBase('for-export', {}, false);
    await writeRows('good.jsonl', [0, 1, 2]);
    await writeFile(at('a-file'), '');
    const outcome = await finetune('for-export', 'good.jsonl', 'unexported', '--export', at('a-file/model'));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/cannot write .*a-file/);
    expect(outcome.stderr).not.toMatch(/step \d/);
    expect(existsSync(at('unexported'))).toBe(false);
    const exported = await runCli('export', ['--model', at('for-export'), '--out', at('a-file/model')]);
    expect(exported.code).toBe(1);
    expect(exported.stderr).toMatch(/error: cannot write .*a-file/);
  });
});
