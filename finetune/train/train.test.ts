import { existsSync } from 'node:fs';
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../core/checkpoint/safetensors';
import type { HistoryEntry } from '../../core/training/checkpoint';
import { bitsOf } from '../../test/bits';
import { trainingRun, type TrainingRun } from '../../test/training-run';
import { readExamples } from '../data/read-examples';
import type { SeededPlan, Stage } from './plan';
import { train } from './train';

const sentences = [
  ['what a wonderful morning', 2],
  ['the train leaves at nine', 1],
  ['this is awful and slow', 0],
  ['they sell bread and milk', 1],
  ['i am so happy with it', 2],
  ['never again, a waste of money', 0],
] as const;

interface Training {
  readonly history: readonly HistoryEntry[];
}

const silent = { write: () => true };

describe('train', () => {
  let run: TrainingRun;
  let work: string;
  let data: string;

  beforeAll(async () => {
    run = await trainingRun(sentences, 60);
    ({ work, data } = run);
  });
  afterAll(() => run.remove());

  function plan(out: string, change: Partial<SeededPlan> = {}): SeededPlan {
    const stage: Stage = {
      name: 'one',
      sources: [{ file: data, weight: 1.5 }],
      epochs: 2,
      learningRate: 1e-3,
      warmup: 0.1,
      batchTokens: 100,
      maxLength: 32,
      softWeight: 0.5,
      labelSmoothing: 0,
      wordDropout: 0.1,
      classWeights: [1, 1, 1],
      weightDecay: 0.01,
      clip: 1,
    };
    return {
      ...run.plan,
      stages: [stage, { ...stage, name: 'two', epochs: 1, learningRate: 5e-4 }],
      out: join(work, out),
      seed: 3,
      freshWeightsSeed: 3,
      averaging: 0.9,
      validateEvery: 10,
      checkpointEvery: 5,
      ...change,
    };
  }

  async function finalState(out: string) {
    const bits = async (name: string) => {
      const tensors = readSafetensors(await readFile(join(work, out, name)));
      return bitsOf(new Map(Array.from(tensors, ([tensor, { data }]) => [tensor, data])));
    };
    return {
      checkpoint: await bits('checkpoint.safetensors'),
      best: await bits('model.safetensors'),
      history: (JSON.parse(await readFile(join(work, out, 'training.json'), 'utf8')) as Training).history,
    };
  }

  /** Aborts a run when the progress it writes contains a text. */
  async function stopAt(out: string, text: string, resume: boolean): Promise<boolean> {
    const controller = new AbortController();
    const stream = { isTTY: true, write: (line: string) => line.includes(text) && controller.abort() };
    const { finished } = await train(plan(out, { resume }), { stream, signal: controller.signal });
    return finished;
  }

  it('ends in the same bits when it is stopped and resumed as when it is not', async () => {
    expect((await train(plan('unbroken'), { stream: silent })).finished).toBe(true);
    expect(await stopAt('broken', 'one 7/', false)).toBe(false);
    expect(await stopAt('broken', 'two 3/', true)).toBe(false);
    expect((await train(plan('broken', { resume: true }), { stream: silent })).finished).toBe(true);
    expect(await finalState('broken')).toEqual(await finalState('unbroken'));
  });

  it('learns: the training loss falls', async () => {
    const { history } = await finalState('unbroken');
    expect(history.at(-1)!.trainingLoss).toBeLessThan(0.8 * history[0]!.trainingLoss);
  });

  it('learns from the words that word dropout leaves', async () => {
    const lossOf = async (wordDropout: number) => {
      const [stage] = plan('unused').stages;
      const out = `word-dropout-${wordDropout}`;
      await train(plan(out, { stages: [{ ...stage!, epochs: 6, wordDropout }] }), { stream: silent });
      return (await finalState(out)).history.at(-1)!.trainingLoss;
    };
    expect(await lossOf(1)).toBeGreaterThan(2 * (await lossOf(0)));
  });

  it('goes on from the checkpoint before when the newest is damaged', async () => {
    await stopAt('damaged', 'one 9/', false);
    await writeFile(join(work, 'damaged', 'checkpoint.safetensors'), 'not a checkpoint');
    await train(plan('damaged', { resume: true }), { stream: silent });
    expect(await finalState('damaged')).toEqual(await finalState('unbroken'));
  });

  it('labels texts with the base, leaves excluded ones out, and learns from them', async () => {
    const file = join(work, 'reviews.jsonl');
    const texts = Array.from({ length: 30 }, (_, i) => `${sentences[i % 6]![0]} and so on, number ${i}`);
    await writeFile(file, texts.map((text) => JSON.stringify({ text })).join('\n'));
    const exclude = join(work, 'test-set.jsonl');
    await writeFile(exclude, JSON.stringify({ text: texts[4]!.toUpperCase(), label: 1 }));
    const { stages } = plan('unused');
    const selfLabel = { rows: 29, windowTokens: 8, emojiNames: false, sharpen: 2, exclude: [exclude] };
    const stage = { ...stages[0]!, epochs: 1, sources: [{ file, weight: 1, selfLabel }] };
    const { finished } = await train(plan('labelled', { stages: [stage] }), { stream: silent });
    expect(finished).toBe(true);
    const [name, ...others] = (await readdir(join(work, 'labelled'))).filter((name) =>
      name.startsWith('soft-labels'),
    );
    expect(others).toEqual([]);
    const rows = await readExamples(join(work, 'labelled', name!), {
      classes: ['negative', 'neutral', 'positive'],
    });
    expect(rows.map(({ text }) => text).sort()).toEqual(texts.filter((_, i) => i !== 4).sort());
    for (const { probs } of rows) expect(probs!.reduce((a, b) => a + b)).toBeCloseTo(1, 3);
  });

  it('will not start over a run, nor continue another', async () => {
    await expect(train(plan('unbroken'), { stream: silent })).rejects.toThrow(
      'add --resume to go on from it',
    );
    await expect(train(plan('unbroken', { resume: true, seed: 4 }), { stream: silent })).rejects.toThrow(
      'holds a checkpoint of another run',
    );
  });

  it('starts over a run that ended before its first step', async () => {
    const stopped = await train(plan('unstarted'), { stream: silent, signal: AbortSignal.abort() }).catch(
      (error: Error) => error.name,
    );
    expect(stopped).toBe('AbortError');
    expect(existsSync(join(work, 'unstarted'))).toBe(false);
    expect(await stopAt('unstarted', 'stage one: reading', false)).toBe(false);
    expect(await readdir(join(work, 'unstarted'))).toContain('checkpoint.safetensors');
    expect((await train(plan('unstarted'), { stream: silent })).finished).toBe(true);
    expect(await finalState('unstarted')).toEqual(await finalState('unbroken'));
  });

  it('says before training that the out folder cannot be written', async () => {
    const file = join(work, 'a-file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const { stages } = plan('unused');
    const selfLabel = { rows: 5, windowTokens: 8, emojiNames: false, sharpen: 1, exclude: [] };
    const stage = { ...stages[0]!, sources: [{ file: data, weight: 1, selfLabel }] };
    const said: string[] = [];
    const stream = { write: (line: string) => said.push(line) > 0 };
    const run = train(plan('a-file', { stages: [stage] }), { stream });
    await expect(run).rejects.toThrow(/cannot write .*a-file/);
    expect(said).toEqual([]);
  });
});
