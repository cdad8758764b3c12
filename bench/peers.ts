import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { explain } from '../core/attribution/explain';
import type { MethodSettings, Subject } from '../core/attribution/settings';
import type { Explanation } from '../core/attribution/types';
import { pearson } from '../core/math/rank';
import { softmax } from '../core/math/softmax';
import { modelInput } from '../core/text/masking';
import { runCommand } from '../finetune/cli/run-command';
import { number, required, text } from '../finetune/options';
import { shippedModel } from '../finetune/shipped-model';
import { openModel, type OpenModel } from '../runtime/node/open-model';
import { describeMachine } from './machine';
import { PeerProcess } from './peer-process';

const sentence = 'I absolutely love this phone, but the battery life is short.';
const limeSamples = 5000;
const steps = 50;

await runCommand(
  {
    name: 'npm run bench:peers --',
    summary:
      'Measures KernelSHAP, LIME and Integrated Gradients against shap, lime and Captum on PyTorch: one sentence, the same\n' +
      'weights in float32, as many samples and threads, in turn. The shipped int8 model is measured beside them.',
    options: {
      checkpoint: required(text('DIR', 'Hugging Face ALBERT folder, which both sides run in float32')),
      model: text('DIR', 'exported model that is measured too (the shipped one)'),
      python: text('FILE', 'a Python with what bench/peers/requirements.txt names (python3)'),
      rounds: number('N', 'turns of each side (5)', { min: 1, whole: true }),
      threads: number('N', 'threads of either side (2)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const threads = options.threads ?? 2;
    const rounds = options.rounds ?? 5;
    const exported = options.model ?? shippedModel;
    const script = fileURLToPath(new URL('peers/attribution.py', import.meta.url));
    const peer = new PeerProcess(options.python ?? 'python3', [script, options.checkpoint, String(threads)]);
    const models: OpenModel[] = [];
    try {
      const versions = await peer.ask({ task: 'versions' });
      for (const folder of [options.checkpoint, exported]) models.push(await openModel(folder, { threads }));
      const [float32, int8] = models as [OpenModel, OpenModel];
      const subjects = { float32: await subjectOf(float32), int8: await subjectOf(int8) };
      const results = [];
      for (const task of tasksOf(subjects.float32)) {
        const times: { peer: number; float32: number; int8: number }[] = [];
        let last: Sides | undefined;
        // The first turn warms both sides up and is not counted.
        for (let round = -1; round < rounds; round++) {
          signal.throwIfAborted();
          const seed = Math.max(0, round);
          last = {
            peer: (await peer.ask({ task: task.method, ...task.request(seed) })) as PeerAnswer,
            float32: await task.explain(float32, subjects.float32, seed, signal),
            int8: await task.explain(int8, subjects.int8, seed, signal),
          };
          if (round >= 0) {
            const { peer, float32, int8 } = last;
            times.push({ peer: peer.seconds, float32: float32.seconds, int8: int8.seconds });
          }
        }
        results.push(summarise(task, times, last!));
      }
      process.stdout.write(tableOf(results));
      const settings = {
        sentence,
        checkpoint: options.checkpoint,
        model: exported,
        version: int8.manifest?.version ?? null,
        threads,
        rounds,
      };
      const file = fileURLToPath(new URL('results/peers.json', import.meta.url));
      await mkdir(fileURLToPath(new URL('results', import.meta.url)), { recursive: true });
      const document = { machine: describeMachine(), versions, settings, results };
      await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
    } finally {
      peer.close();
      for (const model of models) await model.dispose();
    }
  },
);

async function subjectOf({ classifier, tokenizer }: OpenModel): Promise<Subject> {
  const tokenized = tokenizer.tokenize(sentence);
  const [logits] = await classifier.logits([modelInput(tokenized)]);
  const probabilities = softmax(logits!);
  const classIndex = probabilities.indexOf(Math.max(...probabilities));
  return { tokenized, special: tokenizer.special, target: { classIndex, output: 'probability' } };
}

interface PeerAnswer {
  readonly seconds: number;
  /** Rows that its model evaluated. */
  readonly rows: number;
  readonly values: readonly number[];
}

interface Sides {
  readonly peer: PeerAnswer;
  readonly float32: Explanation;
  readonly int8: Explanation;
}

interface Task {
  readonly method: 'kernel-shap' | 'lime' | 'integrated-gradients';
  readonly peer: string;
  /** What the peer is asked. */
  readonly request: (seed: number) => object;
  readonly explain: (
    model: OpenModel,
    subject: Subject,
    seed: number,
    signal: AbortSignal,
  ) => Promise<Explanation>;
  /** Whether both sides explain the same features, so that their values can be held side by side. */
  readonly isComparable: boolean;
}

function tasksOf({ tokenized, target }: Subject): Task[] {
  const ids = tokenized.tokens.map(({ id }) => id);
  const words = tokenized.words.map(({ tokens }) => tokens);
  const evaluations = 2 * words.length + 2048;
  const given = { target: target.classIndex };
  const ours =
    <M extends Task['method']>(
      method: M,
      settings: (seed: number) => Partial<MethodSettings[M]>,
    ): Task['explain'] =>
    (model, subject, seed, signal) =>
      explain(method, model.classifier, subject, settings(seed), { signal, batchSize: 512 });
  return [
    {
      method: 'kernel-shap',
      peer: 'shap KernelExplainer',
      request: (seed) => ({ ...given, ids, words, evaluations, seed }),
      explain: ours('kernel-shap', (seed) => ({ seed, evaluations })),
      isComparable: true,
    },
    {
      method: 'lime',
      peer: 'lime LimeTextExplainer',
      request: (seed) => ({ ...given, text: sentence, samples: limeSamples, seed }),
      explain: ours('lime', (seed) => ({ seed, samples: limeSamples })),
      // lime cuts at white space: punctuation is not a word of its own.
      isComparable: false,
    },
    {
      method: 'integrated-gradients',
      peer: 'Captum LayerIntegratedGradients',
      request: () => ({ ...given, ids, words, steps }),
      explain: ours('integrated-gradients', () => ({ steps, maxSteps: steps })),
      isComparable: true,
    },
  ];
}

interface Result {
  readonly method: Task['method'];
  readonly peer: string;
  readonly peerSeconds: number;
  readonly peerRows: number;
  readonly float32Seconds: number;
  readonly float32Rows: number;
  readonly int8Seconds: number;
  /** Medians over the rounds of our time over the peer's. */
  readonly float32Ratio: number;
  readonly int8Ratio: number;
  /** Correlation of the values of both sides in float32; null where they explain different features. */
  readonly correlation: number | null;
}

function summarise(
  { method, peer, isComparable }: Task,
  times: readonly { peer: number; float32: number; int8: number }[],
  last: Sides,
): Result {
  const correlation = isComparable ? pearson(last.peer.values, last.float32.values) : null;
  if (correlation !== null && correlation < 0.99) {
    throw new Error(
      `${method}: the sides find different values, correlated by ${correlation.toFixed(3)} alone.`,
    );
  }
  return {
    method,
    peer,
    peerSeconds: median(times.map((time) => time.peer)),
    peerRows: last.peer.rows,
    float32Seconds: median(times.map((time) => time.float32)),
    float32Rows: last.float32.evaluations,
    int8Seconds: median(times.map((time) => time.int8)),
    float32Ratio: median(times.map((time) => time.float32 / time.peer)),
    int8Ratio: median(times.map((time) => time.int8 / time.peer)),
    correlation,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function tableOf(results: readonly Result[]): string {
  const rows = [
    ['', 'peer', 'seconds', 'rows', 'ours float32', 'rows', 'ratio', 'ours int8', 'ratio'],
    ...results.map((result) => [
      result.method,
      result.peer,
      result.peerSeconds.toFixed(2),
      String(result.peerRows),
      result.float32Seconds.toFixed(2),
      String(result.float32Rows),
      result.float32Ratio.toFixed(2),
      result.int8Seconds.toFixed(2),
      result.int8Ratio.toFixed(2),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return `${rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')).join('\n')}\n`;
}
