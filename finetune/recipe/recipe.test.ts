import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions } from '../../cli/options';
import { makePlans } from './make-plan';
import { parseRecipe } from './recipe';
import { trainOptions } from './train-options';

const tiny = fileURLToPath(new URL('../../test/fixtures/tiny-model', import.meta.url));
const stage = { name: 'one', train: [{ file: 'a.jsonl' }] };

describe('parseRecipe', () => {
  it('reads stages with the settings they state', () => {
    const stages = [{ ...stage, epochs: 2, classWeights: [1, 2, 3, 4] }];
    const json = { base: 'b', classes: ['w', 'x', 'y', 'z'], seeds: [3, 4], stages };
    expect(parseRecipe(json, 'r.json')).toEqual({
      base: 'b',
      classes: ['w', 'x', 'y', 'z'],
      seeds: [3, 4],
      stages: [
        {
          name: 'one',
          sources: [{ file: 'a.jsonl', weight: 1 }],
          settings: { epochs: 2, classWeights: [1, 2, 3, 4] },
        },
      ],
    });
  });

  it('reads what the base is to label itself', () => {
    const selfLabel = { rows: 10, windowTokens: 64 };
    const json = { extendTokenizer: true, stages: [{ ...stage, train: [{ file: 'a.jsonl', selfLabel }] }] };
    expect(parseRecipe(json, 'r.json')).toMatchObject({
      extendTokenizer: true,
      stages: [
        {
          sources: [
            { selfLabel: { rows: 10, windowTokens: 64, emojiNames: false, sharpen: 1, exclude: [] } },
          ],
        },
      ],
    });
  });

  it('reads what it stands on', () => {
    const json = {
      base: { recipe: 'b.json', seed: 2 },
      mix: [{ recipe: 'b.json', weight: 0.5 }, { model: 'folder' }],
      stages: [stage],
    };
    expect(parseRecipe(json, 'r.json')).toMatchObject({
      base: { recipe: 'b.json', seed: 2 },
      mix: [
        { model: { recipe: 'b.json' }, weight: 0.5 },
        { model: 'folder', weight: 1 },
      ],
    });
  });

  it('reads how the model is exported', () => {
    const settings = {
      terms: 'those of the data',
      teacher: 'another model',
      aims: 'to be right',
      windowTokens: 64,
      calibration: 'v.jsonl',
      evaluation: ['t.jsonl'],
      attributionTexts: 5,
    };
    expect(parseRecipe({ stages: [stage], export: settings }, 'r.json').export).toEqual(settings);
  });

  it.each([
    [{ stages: [stage], export: { windowTokens: 4 } }, '"export": "windowTokens" must be a whole number'],
    [{ stages: [stage], export: { precision: 'int4' } }, '"export": unknown key "precision"'],
    [{ stages: [stage], extendTokenizer: 1 }, 'r.json: "extendTokenizer" must be true or false'],
    [
      { stages: [{ ...stage, train: [{ file: 'a', selfLabel: { windowTokens: 64 } }] }] },
      'data 1, "selfLabel": "rows" must be a whole number of at least 1',
    ],
    [
      {
        stages: [
          { ...stage, train: [{ file: 'a', selfLabel: { rows: 1, windowTokens: 64, exclude: 'b' } }] },
        ],
      },
      '"exclude" must be a list of files',
    ],
    [[], 'r.json: not an object'],
    [{ stages: [] }, 'r.json: "stages" must be a list'],
    [{ stages: [stage], colour: 1 }, 'r.json: unknown key "colour"; known are base'],
    [{ stages: [stage], seeds: [-1] }, 'r.json: "seeds" must be a whole number from 0 to 4294967295, not -1'],
    [{ stages: [stage], seeds: [] }, 'r.json: "seeds" must be a list, not empty'],
    [{ stages: [stage], seeds: [2, 2] }, 'r.json: "seeds" must differ'],
    [{ stages: [{ train: stage.train }] }, 'stage 1: "name" must be a text'],
    [{ stages: [stage, { name: 'two', train: [] }] }, 'stage 2: "train" must be a list'],
    [{ stages: [{ ...stage, epoch: 1 }] }, 'stage 1: unknown key "epoch"'],
    [
      { stages: [{ ...stage, epochs: 1.5 }] },
      'stage 1: "epochs" must be a whole number of at least 1, not 1.5',
    ],
    [{ stages: [{ ...stage, softWeight: 2 }] }, '"softWeight" must be a number from 0 to 1, not 2'],
    [{ stages: [{ ...stage, classWeights: [1] }] }, '"classWeights" must be a list, a number a class'],
    [
      { stages: [{ ...stage, classWeights: [1, -1] }] },
      '"classWeights" must be a number of at least 0, not -1',
    ],
    [{ stages: [stage], classes: ['a'] }, '"classes" must be two names at least'],
    [{ stages: [stage], classes: ['a', 'A'] }, '"classes" must differ from each other'],
    [{ stages: [{ ...stage, train: [{ file: 'a', weight: 'x' }] }] }, 'data 1: "weight" must be a number'],
    [{ stages: [{ ...stage, train: ['a.jsonl'] }] }, 'stage 1, data 1: not an object'],
    [{ stages: [stage], base: 1 }, 'r.json: "base": not an object'],
    [{ stages: [stage], base: { recipe: 'b.json', seeds: [1] } }, '"base": unknown key "seeds"'],
    [{ stages: [stage], mix: { recipe: 'b.json' } }, '"mix" must be a list'],
    [{ stages: [stage], mix: [{ weight: 1 }] }, '"mix" 1: "model" must be a text'],
    [{ stages: [stage], mix: [{ recipe: 'b.json', weight: 0 }] }, '"mix" 1: "weight" must be above 0'],
    [{ stages: [stage], validateEvery: 0 }, '"validateEvery" must be a whole number of at least 1'],
  ])('refuses %j', (json, message) => {
    expect(() => parseRecipe(json, 'r.json')).toThrow(message);
  });
});

describe('makePlans', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plan-'));
    for (const name of ['a.jsonl', 'b.jsonl', 'v.jsonl']) await writeFile(join(folder, name), '');
    const recipe = {
      base: 'random',
      validation: 'v.jsonl',
      averaging: 0.99,
      stages: [
        { name: 'one', train: [{ file: 'a.jsonl', weight: 2 }], epochs: 4, learningRate: 1e-3 },
        { name: 'two', train: [{ file: 'b.jsonl' }] },
      ],
    };
    await writeFile(join(folder, 'recipe.json'), JSON.stringify(recipe));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const plans = (...args: string[]) =>
    makePlans(
      parseOptions({ name: 'x', summary: '', options: trainOptions }, ['--out', 'o', ...args])!,
      (sentence) => said.push(sentence),
    );
  const plan = async (...args: string[]) => (await plans(...args)).at(-1)!;
  const said: string[] = [];
  const at = (name: string): string => join(folder, name);

  it('makes one stage of the command line', async () => {
    const args = [
      '--base',
      tiny,
      '--train',
      at('a.jsonl'),
      `${at('b.jsonl')}:0.5`,
      '--validation',
      at('v.jsonl'),
    ];
    const made = await plan(
      ...args,
      '--epochs',
      '2',
      '--class-weights',
      '1,2,1',
      '--classes',
      'bad, so so,good',
      '--threads',
      '2',
      '--resume',
    );
    expect(made).toMatchObject({
      base: tiny,
      classes: ['bad', 'so so', 'good'],
      out: 'o',
      seeds: [1],
      averaging: 0,
      device: 'cpu',
      threads: 2,
      resume: true,
    });
    expect(made.stages).toHaveLength(1);
    expect(made.stages[0]).toMatchObject({
      sources: [
        { file: at('a.jsonl'), weight: 1 },
        { file: at('b.jsonl'), weight: 0.5 },
      ],
      epochs: 2,
      classWeights: [1, 2, 1],
      learningRate: 1e-4,
    });
  });

  it('lowers the default length of texts to what the base reads, and says so', async () => {
    const short = join(folder, 'short');
    const configJson = JSON.parse(await readFile(join(tiny, 'config.json'), 'utf8')) as object;
    await mkdir(short);
    await writeFile(
      join(short, 'config.json'),
      JSON.stringify({ ...configJson, max_position_embeddings: 40 }),
    );
    const args = ['--base', short, '--train', at('a.jsonl'), '--validation', at('v.jsonl')];
    said.length = 0;
    expect((await plan(...args)).stages).toMatchObject([{ maxLength: 40 }]);
    expect(said).toEqual(['note: texts are cut to 40 tokens, which is what the model reads (--max-length)']);
    // A length that the user gives is not changed; training refuses it.
    expect((await plan(...args, '--max-length', '64')).stages).toMatchObject([{ maxLength: 64 }]);
    expect(said).toHaveLength(1);
    expect((await plan('--base', tiny, ...args.slice(2))).stages).toMatchObject([{ maxLength: 128 }]);
    expect(said).toHaveLength(1);
  });

  it('puts the command line before the recipe and the recipe before defaults', async () => {
    const made = await plan(
      '--recipe',
      at('recipe.json'),
      '--data-root',
      folder,
      '--epochs',
      '5',
      '--seeds',
      '9,10',
    );
    expect(made).toMatchObject({
      base: 'random',
      validation: at('v.jsonl'),
      averaging: 0.99,
      seeds: [9, 10],
    });
    expect(made.stages).toMatchObject([
      { name: 'one', sources: [{ file: at('a.jsonl'), weight: 2 }], epochs: 5, learningRate: 1e-3 },
      { name: 'two', sources: [{ file: at('b.jsonl'), weight: 1 }], epochs: 5, learningRate: 1e-4 },
    ]);
  });

  it.each([
    [[], /--train or --recipe is missing/],
    [['--train', 'a'], /--base is missing/],
    [['--train', 'a', '--base', 'b'], /--validation is missing/],
    [['--train', 'a', '--recipe', 'r'], /exclude each other/],
    [['--train', 'a', '--data-root', 'r'], /--data-root goes with --recipe/],
    [['--train', 'a:0', '--base', 'b', '--validation', 'v'], /weight must be a number above 0/],
    [
      ['--train', 'missing.jsonl', '--base', 'b', '--validation', 'missing.csv'],
      /cannot read missing\.csv: there is no such file/,
    ],
    [['--train', 'a', '--base', 'b', '--validation', 'v', '--seeds', '1,1'], /--seeds must differ/],
    [
      ['--train', 'a', '--base', 'b', '--validation', 'v', '--classes', 'a,,b'],
      /--classes must be two names/,
    ],
    [['--recipe', 'missing.json'], /cannot read the recipe missing\.json: there is no such file/],
  ])('refuses %j', async (args, message) => {
    await expect(plan(...args)).rejects.toThrow(message);
  });
});

describe('a recipe that stands on others', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const write = (name: string, recipe: object) =>
    writeFile(
      at(name),
      JSON.stringify({
        validation: 'v.jsonl',
        stages: [{ name: 'one', train: [{ file: 'a.jsonl' }] }],
        ...recipe,
      }),
    );
  const plans = (recipe: string, ...args: string[]) => {
    const all = ['--recipe', at(recipe), '--data-root', folder, '--out', 'o', ...args];
    return makePlans(parseOptions({ name: 'x', summary: '', options: trainOptions }, all)!, () => undefined);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chain-'));
    for (const name of ['a.jsonl', 'v.jsonl']) await writeFile(at(name), '');
    await mkdir(at('below'));
    await write('below/first.json', { base: 'random', validateEvery: 7 });
    await write('below/second.json', {
      base: 'random',
      seeds: [1, 2],
      mix: [{ recipe: 'first.json', weight: 3 }],
    });
    await write('last.json', {
      base: { recipe: 'below/second.json' },
      mix: [{ recipe: 'below/second.json', seed: 2, weight: 0.5 }, { recipe: 'below/first.json' }],
    });
    await write('seed.json', { base: { recipe: 'below/second.json', seed: 3 } });
    await write('gone.json', { base: { recipe: 'missing.json' } });
    await write('baseless.json', {});
    await write('on-baseless.json', { base: { recipe: 'baseless.json' } });
    await write('round.json', { base: { recipe: 'about.json' } });
    await write('about.json', { base: 'random', mix: [{ recipe: './round.json' }] });
    await write('first.json', { base: 'random' });
    await write('namesakes.json', { base: { recipe: 'first.json' }, mix: [{ recipe: 'below/first.json' }] });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('has their plans before its own, each once, in folders inside --out', async () => {
    expect(
      await plans('last.json', '--checkpoint-every', '9', '--epochs', '5', '--seeds', '8'),
    ).toMatchObject([
      {
        recipe: 'first',
        out: 'o/recipes/first',
        base: 'random',
        validateEvery: 7,
        mix: [],
        checkpointEvery: 9,
      },
      {
        recipe: 'second',
        out: 'o/recipes/second',
        seeds: [1, 2],
        mix: [{ model: 'o/recipes/first', weight: 3 }],
        stages: [{ epochs: 3 }],
      },
      {
        recipe: 'last',
        out: 'o',
        base: 'o/recipes/second',
        seeds: [8],
        mix: [
          { model: 'o/recipes/second/seed-2', weight: 0.5 },
          { model: 'o/recipes/first', weight: 1 },
        ],
        stages: [{ epochs: 5 }],
      },
    ]);
  });

  it('leaves out those that the command line puts something in place of', async () => {
    const made = await plans('last.json', '--base', tiny, '--mix', `${tiny}:2`);
    expect(made).toMatchObject([{ recipe: 'last', base: tiny, mix: [{ model: tiny, weight: 2 }] }]);
  });

  it.each([
    ['seed.json', /seed\.json stands on seed 3 of .*second\.json, whose seeds are 1, 2/],
    ['gone.json', /cannot read the recipe .*missing\.json: there is no such file/],
    ['on-baseless.json', /baseless\.json has no "base", and another stands on it/],
    ['round.json', /in a circle: round\.json -> about\.json -> round\.json/],
    ['namesakes.json', /first\.json and .*first\.json have one name: rename one of them/],
  ])('refuses %s', (recipe, message) => expect(plans(recipe)).rejects.toThrow(message));
});
