import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withNewParameters, type Parameters } from '../core/checkpoint/checkpoint';
import type { ModelConfig } from '../core/models/model-config';
import { parseModelConfig } from '../core/models/registry';
import { parameterShapes } from '../core/models/parameters';
import { writeSafetensors } from '../core/checkpoint/safetensors';
import { runCommand } from '../cli/run-command';
import { number, text } from '../cli/options';
import { shippedModel } from '../finetune/shipped-model';
import { normalNumbers } from '../finetune/base/random-base';
import { readJson } from '../runtime/node/model-folder';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import { PeerProcess } from './peer-process';
import { randomIds, type Shape } from './shapes';
import {
  inferenceSide,
  median,
  trainingSide,
  type Measurement,
  type OurModel,
  type Side,
} from './training-sides';

const ROUNDS = 7;
const SHAPES = [
  { rows: 64, length: 32 },
  { rows: 8, length: 128 },
] as const;

interface Comparison {
  readonly task: string;
  readonly rows: number;
  readonly length: number;
  readonly oursTokensPerSecond: number;
  readonly torchTokensPerSecond: number;
  /** Median over the rounds of our time over PyTorch's. */
  readonly timeRatio: number;
}

await runCommand(
  {
    name: 'npm run bench:training --',
    summary:
      'Measures a training step and inference against PyTorch on the CPU: the same shapes, weights and threads, float32\n' +
      'there, float32 and int8 here. Both sides take turns.',
    options: {
      config: text('DIR', 'folder of the config.json that shapes the model (the shipped one)'),
      python: text('FILE', 'a Python with torch and transformers (python3)'),
      threads: number('N', 'threads of either side (2)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const threads = options.threads ?? 2;
    await requireWritable(resultsFolder);
    const configJson = await readJson(options.config ?? shippedModel, 'config.json');
    // Without dropout both sides compute the same loss, which shows that they do the same work.
    const withoutDropout = { ...(configJson as object), classifier_dropout_prob: 0 };
    const config = parseModelConfig(withoutDropout);
    const parameters = withNewParameters(config, new Map(), normalNumbers(1));
    const folder = await mkdtemp(join(tmpdir(), 'bench-training-'));
    const script = fileURLToPath(new URL('peers/training.py', import.meta.url));
    try {
      await writeFolder(folder, withoutDropout, config, parameters);
      const peer = new PeerProcess(options.python ?? 'python3', [script, folder, String(threads)]);
      try {
        const versions = await peer.ask({ task: 'version' });
        const settings = { config: withoutDropout, threads, rounds: ROUNDS, optimiser: 'AdamW', clip: 1 };
        const comparisons = await compareAll({ config, parameters, threads, peer, signal });
        const results = { machine: describeMachine(), versions, settings, comparisons };
        const file = join(resultsFolder, 'training.json');
        await writeWhole(file, `${JSON.stringify(results, null, 2)}\n`);
        process.stderr.write(`written to ${file}\n`);
      } finally {
        peer.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

interface Bench extends OurModel {
  readonly peer: PeerProcess;
  readonly signal: AbortSignal;
}

async function compareAll(bench: Bench): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const shape of SHAPES) {
    const ids = randomIds(shape, bench.config.vocabularySize);
    const peerInference: Side = async (repeats) =>
      (await bench.peer.ask({ task: 'infer', ids: ids.map((row) => [...row]), repeats })) as Measurement;
    for (const precision of ['float32', 'int8'] as const) {
      const inference = await inferenceSide(bench, ids, precision);
      const task = `inference, ${precision}`;
      // int8 answers differ from float32's by what quantisation costs.
      const tolerance = precision === 'float32' ? 1e-4 : 0.05;
      comparisons.push(await compare(task, shape, inference.run, peerInference, tolerance, bench.signal));
      await inference.release();
    }
  }
  for (const shape of SHAPES) {
    const ids = randomIds(shape, bench.config.vocabularySize);
    const targets = Array.from({ length: shape.rows }, (_, row) =>
      [0, 1, 2].map((k) => (k === row % 3 ? 0.9 : 0.05)),
    );
    await bench.peer.ask({ task: 'reset' });
    const training = await trainingSide({ ...bench, device: 'cpu' }, ids, targets);
    const peerTraining: Side = async (repeats) =>
      (await bench.peer.ask({
        task: 'train',
        ids: ids.map((row) => [...row]),
        targets,
        repeats,
      })) as Measurement;
    comparisons.push(await compare('training step', shape, training.run, peerTraining, 1e-3, bench.signal));
    await training.release();
  }
  return comparisons;
}

/** Lets both sides take turns, so that whatever else the machine does falls on both. */
async function compare(
  task: string,
  { rows, length }: Shape,
  ours: Side,
  peer: Side,
  tolerance: number,
  signal: AbortSignal,
): Promise<Comparison> {
  const warm = { ours: await ours(1), peer: await peer(1) };
  if (!(Math.abs(warm.ours.check - warm.peer.check) <= tolerance)) {
    throw new Error(`${task}: the sides compute different things: ${warm.ours.check} and ${warm.peer.check}`);
  }
  const repeats = Math.max(1, Math.round(1 / warm.peer.seconds));
  const times: { readonly ours: number; readonly peer: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    signal.throwIfAborted();
    times.push({ ours: (await ours(repeats)).seconds, peer: (await peer(repeats)).seconds });
  }
  const tokens = rows * length;
  const comparison = {
    task,
    rows,
    length,
    oursTokensPerSecond: Math.round(tokens / median(times.map((time) => time.ours))),
    torchTokensPerSecond: Math.round(tokens / median(times.map((time) => time.peer))),
    timeRatio: Number(median(times.map((time) => time.ours / time.peer)).toFixed(3)),
  };
  const { oursTokensPerSecond, torchTokensPerSecond, timeRatio } = comparison;
  process.stdout.write(
    `${task.padEnd(20)} ${rows} x ${length}`.padEnd(32) +
      `ours ${oursTokensPerSecond} tokens/s, PyTorch ${torchTokensPerSecond} tokens/s, time ratio ${timeRatio}\n`,
  );
  return comparison;
}

async function writeFolder(
  folder: string,
  configJson: unknown,
  config: ModelConfig,
  parameters: Parameters,
): Promise<void> {
  const tensors = new Map(
    [...parameterShapes(config)].map(([name, shape]) => [name, { shape, data: parameters.get(name)! }]),
  );
  await writeFile(join(folder, 'config.json'), JSON.stringify(configJson));
  await writeFile(join(folder, 'model.safetensors'), writeSafetensors(tensors, { format: 'pt' }));
}
