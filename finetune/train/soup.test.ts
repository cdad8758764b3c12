import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '../../runtime/node/model-folder';
import { bitsOf } from '../../test/bits';
import { trainingRun, type TrainingRun } from '../../test/training-run';
import { shippedModel } from '../shipped-model';
import type { TrainPlan } from './plan';
import { trainSoup } from './soup';

/** Vitest types its matchers as any. */
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as unknown;
const silent = { write: () => true };

describe('trainSoup', () => {
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
    run.shortPlan(out, { seeds: [3, 4], ...change });
  const weights = async (...path: string[]) => (await readModelFolder(join(work, ...path))).parameters;

  it('keeps the mean of the weights of its seeds, and says what validation says of it', async () => {
    const outcome = await trainSoup(plan('soup'), { stream: silent });
    expect(outcome).toMatchObject({
      finished: true,
      weightsOf: matching(/^the mean over seeds 3 \([\d.]+\), 4 /),
    });
    const [three, four, mean] = [
      await weights('soup', 'seed-3'),
      await weights('soup', 'seed-4'),
      await weights('soup'),
    ];
    const name = 'classifier.weight';
    expect(three.get(name)).not.toEqual(four.get(name));
    expect(mean.size).toBe(three.size);
    for (const [parameter, values] of mean) {
      const [a, b] = [three.get(parameter)!, four.get(parameter)!];
      const error = values.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (a[i]! + b[i]!) / 2)),
        0,
      );
      expect(error, parameter).toBeLessThan(1e-6);
    }
    const training = JSON.parse(await readFile(join(work, 'soup', 'training.json'), 'utf8')) as {
      plan: TrainPlan;
      history: { macroRecall: number }[];
    };
    expect(training.plan.seeds).toEqual([3, 4]);
    expect(outcome).toMatchObject({ macroRecall: training.history[0]!.macroRecall });
  });

  it('starts its runs from the same fresh weights', async () => {
    const stages = plan('').stages.map((stage) => ({ ...stage, learningRate: 0 }));
    await trainSoup(plan('fresh', { base: 'random', stages }), { stream: silent });
    const [three, four] = [await weights('fresh', 'seed-3'), await weights('fresh', 'seed-4')];
    expect(three.get('classifier.weight')).toEqual(four.get('classifier.weight'));
  });

  it('ends in the same weights when it is stopped in its second run and resumed', async () => {
    const controller = new AbortController();
    let seeds = 0;
    const write = (line: string) => {
      if (line.includes('seed ')) seeds++;
      if (seeds === 2 && line.includes('one 3/')) controller.abort();
      return true;
    };
    const stream = { isTTY: true, write };
    const stopped = await trainSoup(plan('broken'), { stream, signal: controller.signal });
    expect(stopped).toEqual({ finished: false, seed: 4, step: 3 });
    const resumed = await trainSoup(plan('broken', { resume: true }), { stream: silent });
    expect(resumed.finished).toBe(true);
    expect(bitsOf(await weights('broken'))).toEqual(bitsOf(await weights('soup')));
  });

  it('takes the run of a single seed as it is', async () => {
    const outcome = await trainSoup(plan('one', { seeds: [3] }), { stream: silent });
    expect(outcome).toMatchObject({ finished: true, weightsOf: matching(/^step \d+$/) });
    expect(bitsOf(await weights('one'))).toEqual(bitsOf(await weights('soup', 'seed-3')));
  });

  it('mixes other models with what its seeds end at', async () => {
    const mix = [{ model: run.plan.base, weight: 3 }];
    const outcome = await trainSoup(plan('mixed', { mix }), { stream: silent });
    expect(outcome).toMatchObject({ weightsOf: matching(/^the mean over seeds 3 .* and 3 of /) });
    const name = 'classifier.weight';
    const [soup, base, mixed] = [
      await weights('soup'),
      await readModelFolder(run.plan.base),
      await weights('mixed'),
    ];
    const expected = soup.get(name)!.map((value, i) => (value + 3 * base.parameters.get(name)![i]!) / 4);
    mixed.get(name)!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    expect(base.parameters.get(name)).not.toEqual(soup.get(name));
  });

  it('refuses to mix in a model of other sizes or with another tokenizer', async () => {
    const mixed = (out: string, model: string) =>
      trainSoup(plan(out, { mix: [{ model, weight: 1 }], seeds: [3] }), { stream: silent });
    await expect(mixed('larger', shippedModel)).rejects.toThrow(
      /cannot be mixed with the trained model: its parameters have other names or sizes/,
    );
    const other = join(work, 'other-tokenizer');
    await cp(run.plan.base, other, { recursive: true });
    const tokenizer = JSON.parse(await readFile(join(other, 'tokenizer.json'), 'utf8')) as object;
    await writeFile(join(other, 'tokenizer.json'), JSON.stringify({ ...tokenizer, normalizer: null }));
    await expect(mixed('foreign', other)).rejects.toThrow(
      /other-tokenizer cannot be mixed with the trained model: its tokenizer is another one/,
    );
  });

  it('will not start over any of its runs', async () => {
    await expect(trainSoup(plan('soup', { seeds: [5, 4] }), { stream: silent })).rejects.toThrow(
      /seed-4 holds a checkpoint/,
    );
    await expect(trainSoup(plan('soup', { seeds: [5, 6] }), { stream: silent })).rejects.toThrow(
      /soup holds a model/,
    );
    await expect(trainSoup(plan('one', { seeds: [5, 6] }), { stream: silent })).rejects.toThrow(
      /one holds a checkpoint/,
    );
  });
});
