import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Parameters } from '../core/checkpoint/checkpoint';
import type { ModelConfig } from '../core/models/model-config';
import { fileNames, modelFiles } from '../core/graphs/model-files';
import { trainableModel } from '../core/graphs/trainable-model';
import type { Precision } from '../core/graphs/packed-weights';
import { adamW, globalNorm, zeroState } from '../core/training/adamw';
import { createOnnxStep } from '../finetune/step/onnx-step';
import type { SessionSettings } from '../runtime/node/session';

export interface OurModel {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  readonly threads: number;
}

/** Seconds of one run, and a number that both sides must agree on if they do the same work. */
export interface Measurement {
  readonly seconds: number;
  readonly check: number;
}

/** One side of a comparison: runs a task some times over and says what one run takes. */
export type Side = (repeats: number) => Promise<Measurement>;

/** Inference by the exported graph of a precision: int8 as the CPU runs it, in integers. */
export async function inferenceSide(
  { config, parameters, threads }: OurModel,
  ids: readonly Int32Array[],
  precision: Precision,
): Promise<{ readonly run: Side; release(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-inference-'));
  try {
    const { files } = modelFiles(config, parameters, { precision, temperature: 1 });
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    const name = precision === 'int8' ? fileNames.forwardInteger : fileNames.forward;
    const session = await ort.InferenceSession.create(join(folder, name), { intraOpNumThreads: threads });
    const shape = [ids.length, ids[0]!.length];
    const feeds = {
      input_ids: new ort.Tensor(
        'int64',
        BigInt64Array.from(ids.flatMap((row) => [...row].map(BigInt))),
        shape,
      ),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(shape[0]! * shape[1]!).fill(1n), shape),
    };
    const run = timed(async () => ((await session.run(feeds))['logits']!.data as Float32Array)[0]!);
    return { run: async (repeats) => run(repeats), release: () => session.release() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A whole step as the training loop takes it: loss, gradients, clipping, AdamW. */
export async function trainingSide(
  { config, parameters, ...settings }: Omit<OurModel, 'threads'> & SessionSettings,
  ids: readonly Int32Array[],
  targets: readonly (readonly number[])[],
): Promise<{ readonly run: Side; release(): Promise<void> }> {
  const copy = new Map([...parameters].map(([name, data]) => [name, data.slice()]));
  const model = await createOnnxStep(trainableModel(config), copy, settings);
  const state = zeroState(model.parameters);
  const batch = {
    ids,
    targets: Float32Array.from(targets.flat()),
    rowWeights: new Float32Array(ids.length).fill(1),
    dropoutSeed: 0,
  };
  let step = 0;
  const run = timed(async () => {
    const { loss, gradients } = await model.lossAndGradients(batch);
    const gradientScale = Math.min(1, 1 / globalNorm(gradients));
    adamW(model.parameters, gradients, state, {
      step: ++step,
      learningRate: 1e-4,
      weightDecay: 0.01,
      gradientScale,
    });
    return loss;
  });
  return { run, release: () => model.dispose() };
}

/** A side that does a piece of work over and over. */
export function timed(work: () => Promise<number>): Side {
  return async (repeats) => {
    const start = performance.now();
    const check = await work();
    for (let i = 1; i < repeats; i++) await work();
    return { seconds: (performance.now() - start) / 1000 / repeats, check };
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
