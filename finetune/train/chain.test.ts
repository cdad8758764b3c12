import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainingRun, type TrainingRun } from '../../test/training-run';
import { readTraining } from '../export/training-facts';
import { shippedModel } from '../shipped-model';
import { trainChain } from './chain';
import type { TrainPlan } from './plan';
import { trainSoup } from './soup';

const silent = { write: () => true };

describe('trainChain', () => {
  let run: TrainingRun;
  let work: string;

  beforeAll(async () => {
    const texts = [
      ['an awful, slow day', 0],
      ['they sell bread', 1],
      ['so happy with it', 2],
    ] as const;
    run = await trainingRun(texts, 30);
    ({ work } = run);
  });
  afterAll(() => run.remove());

  const plan = (out: string, change: Partial<TrainPlan> = {}) =>
    run.shortPlan(out, { seeds: [3], ...change });
  const file = (...path: string[]) => readFile(join(work, ...path, 'model.safetensors'));

  /** As three recipes, of which the second mixes in the first and the third stands on the second. */
  const chain = (out: string, resume = false): TrainPlan[] => {
    const below = (name: string) => join(work, out, 'recipes', name);
    return [
      plan(`${out}/recipes/first`, { recipe: 'first', resume }),
      plan(`${out}/recipes/second`, {
        recipe: 'second',
        seeds: [1, 2],
        mix: [{ model: below('first'), weight: 1 }],
        resume,
      }),
      plan(out, {
        recipe: 'third',
        base: below('second'),
        mix: [
          { model: join(below('second'), 'seed-1'), weight: 0.5 },
          { model: join(below('second'), 'seed-2'), weight: 0.5 },
        ],
        resume,
      }),
    ];
  };

  it('ends in the bytes of the three commands by hand', async () => {
    const said: string[] = [];
    const stream = { write: (line: string) => said.push(line) > 0 };
    const { outcome } = await trainChain(chain('chain'), { stream });
    expect(outcome).toMatchObject({ finished: true });
    expect(said.filter((line) => line.startsWith('recipe '))).toEqual([
      `recipe first, 1 of 3, in ${join(work, 'chain/recipes/first')}\n`,
      `recipe second, 2 of 3, in ${join(work, 'chain/recipes/second')}\n`,
      `recipe third, the last of 3, in ${join(work, 'chain')}\n`,
    ]);

    const second = join(work, 'hand-2');
    await trainSoup(plan('hand-1'), { stream: silent });
    await trainSoup(plan('hand-2', { seeds: [1, 2], mix: [{ model: join(work, 'hand-1'), weight: 1 }] }), {
      stream: silent,
    });
    const mix = [1, 2].map((seed) => ({ model: join(second, `seed-${seed}`), weight: 0.5 }));
    await trainSoup(plan('hand-3', { base: second, mix }), { stream: silent });
    expect((await file('chain')).equals(await file('hand-3'))).toBe(true);
    expect((await file('chain')).equals(await file('hand-2'))).toBe(false);
    expect(await readTraining(join(work, 'chain'))).toMatchObject([
      { name: 'first', seeds: [3], mix: [] },
      { name: 'second', seeds: [1, 2], mix: [{ model: 'first', weight: 1 }] },
      {
        name: 'third',
        base: 'second',
        mix: [
          { model: 'second, seed 1', weight: 0.5 },
          { model: 'second, seed 2', weight: 0.5 },
        ],
      },
    ]);
    expect(await readTraining(join(work, 'chain', 'seed-3'))).toMatchObject([
      { name: 'first' },
      { name: 'second' },
      { name: 'third', base: 'second', mix: [] },
    ]);
  });

  it('ends in the same bytes when it dies between two recipes, is stopped in the third, and is resumed', async () => {
    const stream = {
      write(line: string): boolean {
        // Nothing of what comes after this line is run, as when the process is killed.
        if (line.startsWith('recipe second')) throw new Error('killed');
        return true;
      },
    };
    await expect(trainChain(chain('broken'), { stream })).rejects.toThrow('killed');
    const controller = new AbortController();
    const said: string[] = [];
    const stopping = {
      isTTY: true,
      write(line: string): boolean {
        said.push(line);
        if (said.some((one) => one.includes('recipe third, the last')) && line.includes('one 3/'))
          controller.abort();
        return true;
      },
    };
    const stopped = await trainChain(chain('broken', true), { stream: stopping, signal: controller.signal });
    expect(stopped).toMatchObject({ plan: { recipe: 'third' }, outcome: { finished: false, step: 3 } });
    const { outcome } = await trainChain(chain('broken', true), { stream: silent });
    expect(outcome).toMatchObject({ finished: true });
    expect((await file('broken')).equals(await file('chain'))).toBe(true);
  });

  it('starts nothing where a folder of any recipe is taken', async () => {
    await expect(trainChain(chain('chain'), { stream: silent })).rejects.toThrow(
      /recipes\/first holds a checkpoint: add --resume/,
    );
    const [first, ...others] = chain('chain');
    const elsewhere = { ...first!, out: join(work, 'elsewhere') };
    await expect(trainChain([elsewhere, ...others], { stream: silent })).rejects.toThrow(
      /recipes\/second\/seed-1 holds a checkpoint/,
    );
    await expect(readFile(join(work, 'elsewhere', 'checkpoint.safetensors'))).rejects.toThrow('ENOENT');
  });

  it('finds what does not fit in a late recipe before it trains an early one', async () => {
    const refused = async (out: string, change: Partial<TrainPlan>) => {
      const [first, second, third] = chain(out);
      const plans = [first!, second!, { ...third!, ...change }];
      const error = await trainChain(plans, { stream: silent }).catch((cause: Error) => cause);
      await expect(readFile(join(work, out, 'recipes/first/checkpoint.safetensors'))).rejects.toThrow(
        'ENOENT',
      );
      return (error as Error).message;
    };
    const unlabelled = join(work, 'unlabelled.jsonl');
    await writeFile(unlabelled, '{"text":"so","label":1}\n{"text":"what"}\n');
    const [stage] = plan('').stages;
    const stages = [{ ...stage!, sources: [{ file: unlabelled, weight: 1 }] }];
    expect(await refused('rows', { stages })).toMatch(/unlabelled\.jsonl, line 2: the row has neither/);
    expect(await refused('mix', { mix: [{ model: shippedModel, weight: 1 }] })).toMatch(
      /cannot be mixed with the trained model: its parameters have other names or sizes/,
    );
    expect(await refused('classes', { stages: [{ ...stage!, classWeights: [1, 2] }] })).toMatch(
      /2 class weights for 3 classes/,
    );
  });

  it('says the classes of the last before it trains the first', async () => {
    const onClasses = (model: { readonly classes: readonly string[] }) =>
      Promise.reject(new Error(`classes ${model.classes.join()}`));
    const classes = ['good', 'bad', 'so so'];
    const [first, second, third] = chain('refused');
    const plans = [first!, second!, { ...third!, classes, mix: [] }];
    await expect(trainChain(plans, { stream: silent, onClasses })).rejects.toThrow('classes good,bad,so so');
    await expect(readFile(join(work, 'refused/recipes/first/checkpoint.safetensors'))).rejects.toThrow(
      'ENOENT',
    );
  });
});
