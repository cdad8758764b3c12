import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withNewParameters } from '../core/checkpoint/checkpoint';
import { parseModelConfig } from '../core/models/registry';
import { runCommand } from '../cli/run-command';
import { number, text, texts, UsageError } from '../cli/options';
import { normalNumbers } from '../finetune/base/random-base';
import { shippedModel } from '../finetune/shipped-model';
import { readJson } from '../runtime/node/model-folder';
import { openModel } from '../runtime/node/open-model';
import { devices, type Device } from '../runtime/node/session';
import { describeMachine } from './machine';
import { randomIds, type Shape } from './shapes';
import { median, timed, trainingSide, type Side } from './training-sides';

const ROUNDS = 7;
const STEPS: readonly Shape[] = [
  { rows: 64, length: 32 },
  { rows: 16, length: 128 },
  { rows: 512, length: 32 },
];
/** What a method by perturbation asks for: many copies of one short text. */
const QUESTION: Shape = { rows: 1024, length: 16 };
/** Tokens that the model is given at once: the page's number, and one that fills a large GPU. */
const BATCHES = [2048, 16_384];

interface Speed {
  readonly device: Device;
  readonly task: string;
  /** Medians over the rounds. */
  readonly rowsPerSecond: number;
  readonly tokensPerSecond: number;
}

await runCommand(
  {
    name: 'npm run bench:devices --',
    summary:
      "Measures onnxruntime-node's devices beside each other: a training step of the shipped model's shape in float32 (loss,\n" +
      'gradients, clipping, AdamW), and the shipped model itself, forward and with gradients.',
    options: {
      devices: texts('NAME', `devices to measure: ${devices.join(', ')} (cpu)`),
      gpu: text('NAME', 'what the GPU is called, for the results file'),
      threads: number('N', 'threads of the CPU (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ devices: names, gpu, threads }, signal) => {
    const speeds: Speed[] = [];
    for (const device of devicesOf(names)) {
      const measure = async (task: string, { rows, length }: Shape, side: Side): Promise<void> => {
        const { seconds: warm } = await side(1);
        const repeats = Math.max(1, Math.round(0.5 / warm));
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          signal.throwIfAborted();
          times.push((await side(repeats)).seconds);
        }
        const rowsPerSecond = Math.round(rows / median(times));
        const speed = {
          device,
          task,
          rowsPerSecond,
          tokensPerSecond: Math.round((rows * length) / median(times)),
        };
        speeds.push(speed);
        process.stdout.write(
          `${device.padEnd(8)}${task.padEnd(56)}${String(rowsPerSecond).padStart(8)} rows/s${String(speed.tokensPerSecond).padStart(10)} tokens/s\n`,
        );
      };
      await measureModel(device, threads, measure);
      await measureSteps(device, threads, measure);
    }
    const results = {
      machine: describeMachine(),
      gpu: gpu ?? null,
      threads: threads ?? null,
      rounds: ROUNDS,
      speeds,
    };
    const file = fileURLToPath(new URL('results/devices.json', import.meta.url));
    await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
    process.stderr.write(`written to ${file}\n`);
  },
);

type Measure = (task: string, shape: Shape, side: Side) => Promise<void>;

function devicesOf(names: readonly string[]): readonly Device[] {
  if (names.length === 0) return ['cpu'];
  return names.map((name) => {
    const device = devices.find((candidate) => candidate === name);
    if (device === undefined) throw new UsageError(`--devices: ${name} is none of ${devices.join(', ')}.`);
    return device;
  });
}

async function measureSteps(device: Device, threads: number | undefined, measure: Measure): Promise<void> {
  const config = parseModelConfig(await readJson(shippedModel, 'config.json'));
  const parameters = withNewParameters(config, new Map(), normalNumbers(1));
  for (const shape of STEPS) {
    const ids = randomIds(shape, config.vocabularySize);
    const targets = ids.map(() => config.classes.map(() => 1 / config.classes.length));
    const training = await trainingSide({ config, parameters, device, threads }, ids, targets);
    await measure(`training step, ${shape.rows} x ${shape.length}`, shape, training.run);
    await training.release();
  }
}

async function measureModel(device: Device, threads: number | undefined, measure: Measure): Promise<void> {
  for (const batchTokens of BATCHES) {
    const model = await openModel(shippedModel, {
      device,
      batchTokens,
      ...(threads !== undefined && { threads }),
    });
    const { classifier } = model;
    const ids = randomIds(QUESTION, classifier.vocabularySize);
    const embedded = ids.map((row) => ({ embeddings: classifier.embed(row) }));
    const named = (task: string): string =>
      `${task}, ${QUESTION.rows} x ${QUESTION.length}, ${batchTokens} tokens at once`;
    const forward = timed(async () => (await classifier.logits(ids.map((row) => ({ ids: row }))))[0]![0]!);
    const target = { classIndex: 0, output: 'probability' } as const;
    const gradient = timed(async () => (await classifier.gradients(embedded, target))[0]!.output);
    await measure(named('forward'), QUESTION, forward);
    await measure(named('gradients'), QUESTION, gradient);
    await model.dispose();
  }
}
