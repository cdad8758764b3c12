import * as node from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainableHead, trainableModel } from '../core/graphs/trainable-model';
import { globalNorm } from '../core/training/adamw';
import type { TrainingBatch, TrainingStep } from '../core/training/step';
import { oracleFolder } from '../test/oracle';
import { createHeadStep, type HeadStep } from './head-step';
import { readModelFolder, type ModelFolder } from './node/model-folder';
import { openSession } from './node/session';
import { createTrainingStep } from './training-step';

const batch: TrainingBatch = {
  ids: [Int32Array.of(2, 40, 51, 3), Int32Array.of(2, 60, 3), Int32Array.of(2, 71, 40, 82, 93, 3)],
  targets: Float32Array.of(1, 0, 0, 0.2, 0.3, 0.5, 0, 1, 0),
  rowWeights: Float32Array.of(1, 2, 1),
  dropoutSeed: 5,
};
const rows = batch.ids.map((ids) => ({ ids }));

describe.each(['classifier', 'pooler'] as const)('the step of a head whose %s learns', (scope) => {
  let base: Awaited<ReturnType<typeof oracleFolder>>;
  let folder: ModelFolder;
  let whole: TrainingStep;
  let head: HeadStep;
  let runs = 0;
  const states = new Map<string, Float32Array>();

  const open = (graph: Uint8Array) =>
    openSession({ graph, what: 'the graph' }, { device: 'cpu', threads: 1 });

  beforeAll(async () => {
    base = await oracleFolder('plain');
    folder = await readModelFolder(base.folder);
    const model = trainableModel(folder.config);
    whole = createTrainingStep(model, folder.parameters, {
      Tensor: node.Tensor,
      training: await open(model.trainingGraph()),
      forward: await open(model.forwardGraph()),
    });
    const trainable = trainableHead(folder.config, scope);
    const state = await open(trainable.stateGraph());
    const sessions = {
      Tensor: node.Tensor,
      state: {
        run: (feeds: node.InferenceSession.FeedsType) => {
          runs++;
          return state.run(feeds);
        },
      },
      training: await open(trainable.trainingGraph()),
      forward: await open(trainable.forwardGraph()),
    };
    head = createHeadStep(trainable, folder.parameters, sessions, states);
  });
  afterAll(() => base.remove());

  it('has the loss, the gradients and the logits of the whole model', async () => {
    const [ours, theirs] = [await head.lossAndGradients(batch), await whole.lossAndGradients(batch)];
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    const names = scope === 'classifier' ? ['classifier'] : ['albert.pooler', 'classifier'];
    expect([...ours.gradients.keys()]).toEqual(names.flatMap((name) => [`${name}.weight`, `${name}.bias`]));
    for (const [name, gradient] of ours.gradients) {
      const difference = gradient.map((value, at) => value - theirs.gradients.get(name)![at]!);
      const [off, size] = [difference, gradient].map((data) => globalNorm(new Map([[name, data]])));
      expect(off! / size!, name).toBeLessThan(1e-5);
    }
    const [mine, all] = [await head.logits(rows), await whole.logits(rows)];
    mine.forEach((row, at) => row.forEach((value, k) => expect(value).toBeCloseTo(all[at]![k]!, 4)));
  });

  it('has the layers read every text once', async () => {
    const before = runs;
    await head.logits([...rows, ...rows]);
    await head.lossAndGradients(batch);
    expect([runs, states.size]).toEqual([before, 3]);
    const told: number[][] = [];
    await head.learnStates([...rows, { ids: [2, 9, 3] }], (done, total) => told.push([done, total]));
    expect([told, runs - before, states.size]).toEqual([[[1, 1]], 1, 4]);
  });

  it('learns in memory of its own, and reads it anew in every run', async () => {
    const bias = head.parameters.get('classifier.bias')!;
    expect(bias).not.toBe(folder.parameters.get('classifier.bias'));
    const [before] = await head.logits(rows);
    bias[0]! += 1;
    const [after] = await head.logits(rows);
    bias[0]! -= 1;
    expect(after![0]).toBeCloseTo(before![0]! + 1, 5);
    expect(after![1]).toBe(before![1]);
  });
});
