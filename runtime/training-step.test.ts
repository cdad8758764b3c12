import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainableModel } from '../core/graphs/trainable-model';
import { globalNorm } from '../core/training/adamw';
import type { TrainingBatch, TrainingStep } from '../core/training/step';
import { oracleFolder } from '../test/oracle';
import { readModelFolder, type ModelFolder } from './node/model-folder';
import { openSession } from './node/session';
import { sessionConfig } from './session-config';
import { createTrainingStep } from './training-step';

const batch: TrainingBatch = {
  ids: [Int32Array.of(2, 40, 51, 3), Int32Array.of(2, 60, 3), Int32Array.of(2, 71, 40, 82, 93, 3)],
  targets: Float32Array.of(1, 0, 0, 0.2, 0.3, 0.5, 0, 1, 0),
  rowWeights: Float32Array.of(1, 2, 1),
  dropoutSeed: 5,
};

/** The same step on either runtime, over weights of its own. */
async function stepsOf({ config, parameters }: ModelFolder) {
  const model = trainableModel(config);
  const copy = () => new Map([...parameters].map(([name, data]) => [name, data.slice()]));
  const native = (graph: Uint8Array) =>
    openSession({ graph, what: 'the graph' }, { device: 'cpu', threads: 1 });
  web.env.wasm.numThreads = 1;
  const wasm = (graph: Uint8Array) =>
    web.InferenceSession.create(graph, { executionProviders: ['wasm'], extra: sessionConfig });
  return {
    node: createTrainingStep(model, copy(), {
      Tensor: node.Tensor,
      training: await native(model.trainingGraph()),
      forward: await native(model.forwardGraph()),
    }),
    web: createTrainingStep(model, copy(), {
      Tensor: web.Tensor,
      training: await wasm(model.trainingGraph()),
      forward: await wasm(model.forwardGraph()),
    }),
  };
}

describe('createTrainingStep', () => {
  let base: Awaited<ReturnType<typeof oracleFolder>>;
  let folder: ModelFolder;
  let steps: { readonly node: TrainingStep; readonly web: TrainingStep };

  beforeAll(async () => {
    base = await oracleFolder('plain');
    folder = await readModelFolder(base.folder);
    steps = await stepsOf(folder);
  });
  afterAll(() => base.remove());

  it('gives the same loss and gradients on onnxruntime-node and onnxruntime-web', async () => {
    const [ours, theirs] = [
      await steps.node.lossAndGradients(batch),
      await steps.web.lossAndGradients(batch),
    ];
    expect(theirs.loss).toBeCloseTo(ours.loss, 5);
    expect([...theirs.gradients.keys()].sort()).toEqual([...folder.parameters.keys()].sort());
    const difference = new Map(
      [...ours.gradients].map(([name, gradient]) => [
        name,
        gradient.map((value, i) => value - theirs.gradients.get(name)![i]!),
      ]),
    );
    expect(globalNorm(difference) / globalNorm(ours.gradients)).toBeLessThan(1e-5);
  });

  it('reads the parameters anew in every run', async () => {
    for (const step of [steps.node, steps.web]) {
      const bias = step.parameters.get('classifier.bias')!;
      const before = (await step.logits(batch.ids.map((ids) => ({ ids }))))[1]!;
      bias[0]! += 1;
      const after = (await step.logits(batch.ids.map((ids) => ({ ids }))))[1]!;
      bias[0]! -= 1;
      expect(after[0]).toBeCloseTo(before[0]! + 1, 5);
      expect(after[1]).toBe(before[1]);
    }
  });

  it('gives logits in the order of the rows, however many they are', async () => {
    const rows = Array.from({ length: 1500 }, (_, row) => ({ ids: batch.ids[row % 3]! }));
    const logits = await steps.node.logits(rows);
    expect(logits).toHaveLength(1500);
    logits.forEach((row, at) => row.forEach((value, k) => expect(value).toBeCloseTo(logits[at % 3]![k]!, 5)));
    const aborted = AbortSignal.abort();
    await expect(steps.node.logits(rows, aborted)).rejects.toThrow(/abort/i);
  });

  it('takes rows that weigh nothing for none', async () => {
    const { loss, gradients } = await steps.node.lossAndGradients({
      ...batch,
      rowWeights: new Float32Array(3),
    });
    expect([loss, globalNorm(gradients)]).toEqual([0, 0]);
  });

  it('refuses parameters that do not fit the model', () => {
    const model = trainableModel(folder.config);
    const sessions = { Tensor: node.Tensor, training: { run: never }, forward: { run: never } };
    const short = new Map(folder.parameters).set('classifier.weight', new Float32Array(10));
    expect(() => createTrainingStep(model, short, sessions)).toThrow(
      /classifier\.weight has 10 values; a shape of \[3, \d+\] takes \d+/,
    );
    expect(() => createTrainingStep(model, new Map(), sessions)).toThrow(/the model has no parameter albert/);
  });
});

function never(): Promise<never> {
  return Promise.reject(new Error('no run is asked for'));
}
