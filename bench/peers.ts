import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Analysis } from '../core/analysis/analysis';
import type { ValueRequest } from '../core/attribution/requests';
import type { Subject } from '../core/attribution/subject';
import type { ModelManifest } from '../core/model/manifest';
import { pearson } from '../core/math/rank';
import { runCommand } from '../cli/run-command';
import { exportModel } from '../finetune/export/export-model';
import { number, required, text, toggle } from '../cli/options';
import { shippedModel } from '../finetune/shipped-model';
import { ProgressLine } from '../cli/progress-line';
import { requireFolder } from '../runtime/node/model-folder';
import { openModel, type OpenModel } from '../runtime/node/open-model';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import { PeerProcess } from './peer-process';
import { browserSides, nodeSide, type BrowserSides, type Side, type Timing } from './sides';

const sentence = 'I absolutely love this phone, but the battery life is short.';
const steps = 50;

await runCommand(
  {
    name: 'npm run bench:peers --',
    summary:
      'Measures KernelSHAP, LIME and Integrated Gradients against shap, lime and Captum on PyTorch: one sentence, the same\n' +
      'weights in float32, as many samples and threads, in turn. The shipped int8 model is measured beside them.',
    options: {
      checkpoint: required(text('DIR', 'Hugging Face ALBERT folder, which all sides run in float32')),
      model: text('DIR', 'exported model that is measured too (the shipped one)'),
      python: text('FILE', 'a Python with what bench/peers/requirements.txt names (python3)'),
      rounds: number('N', 'turns of each side (5), of Integrated Gradients five times as many', {
        min: 1,
        whole: true,
      }),
      threads: number('N', 'threads of the peers and of Node (2)', { min: 1, whole: true }),
      browser: toggle('measure WASM in Chromium too'),
    },
  },
  async (options, signal) => {
    const threads = options.threads ?? 2;
    const rounds = options.rounds ?? 5;
    const folders = { float32: options.checkpoint, int8: options.model ?? shippedModel };
    await requireWritable(resultsFolder);
    for (const folder of Object.values(folders)) await requireFolder(folder);
    const script = fileURLToPath(new URL('peers/attribution.py', import.meta.url));
    const peer = new PeerProcess(options.python ?? 'python3', [script, folders.float32, String(threads)]);
    const models: OpenModel[] = [];
    const temporary = await mkdtemp(join(tmpdir(), 'bench-peers-'));
    let browser: BrowserSides | null = null;
    try {
      const versions = await peer.ask({ task: 'versions' });
      const sides: Side[] = [];
      for (const [precision, folder] of Object.entries(folders)) {
        const model = await openModel(folder, { threads });
        models.push(model);
        sides.push(nodeSide(`Node ${precision}`, model, await subjectOf(model)));
      }
      const subject = await subjectOf(models[0]!);
      if (options.browser) {
        await exportModel(folders.float32, join(temporary, 'float32'), {
          name: 'float32',
          precision: 'float32',
          temperature: 1,
        });
        const inBrowser = {
          'WASM float32': join(temporary, 'float32'),
          'WASM int8': folders.int8,
          'WASM int8, no kernels': await withoutKernels(folders.int8, join(temporary, 'no-kernels')),
        };
        browser = await browserSides(inBrowser, sentence, subject.target.classIndex);
        sides.push(...browser.sides);
      }
      const progress = new ProgressLine(process.stderr);
      const results: Result[] = [];
      const turnOf = async (task: Task, seed: number): Promise<Timing[]> => {
        signal.throwIfAborted();
        const turn = [(await peer.ask(task.peerRequest(seed))) as Timing];
        for (const side of sides) turn.push(await side.run(task.request(seed)));
        return turn;
      };
      // A small turn of each task warms all sides up.
      for (const task of tasksOf(subject, { evaluations: 200, samples: 200, steps })) await turnOf(task, 0);
      const evaluations = 2 * subject.tokenized.words.length + 2048;
      for (const task of tasksOf(subject, { evaluations, samples: 5000, steps })) {
        const turns: Timing[][] = [];
        const count = rounds * task.turnsARound;
        for (let round = 0; round < count; round++) {
          progress.show(`${task.request(0).method}, turn ${round + 1} of ${count}`);
          turns.push(await turnOf(task, round));
        }
        results.push(summarise(task, [task.peer, ...sides.map(({ name }) => name)], turns));
      }
      progress.clear();
      process.stdout.write(tableOf(results));
      const settings = {
        sentence,
        model: relative('.', folders.int8),
        version: models[1]!.manifest?.version ?? null,
        threads,
        rounds,
        browser: browser && { chromium: browser.version, threads: browser.threads },
      };
      const document = { machine: describeMachine(), versions, settings, results };
      await writeWhole(join(resultsFolder, 'peers.json'), `${JSON.stringify(document, null, 2)}\n`);
    } finally {
      peer.close();
      await browser?.close();
      for (const model of models) await model.dispose();
      await rm(temporary, { recursive: true, force: true });
    }
  },
);

/** A copy whose manifest does not tell our kernels where the parameters lie: the runtime reads its texts. */
async function withoutKernels(model: string, copy: string): Promise<string> {
  await cp(model, copy, { recursive: true });
  const file = join(copy, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Partial<ModelManifest>;
  await writeFile(file, JSON.stringify({ ...manifest, parameters: undefined }));
  return copy;
}

function subjectOf({ classifier, tokenizer }: OpenModel): Promise<Subject> {
  return new Analysis(classifier, tokenizer, []).subject({
    text: sentence,
    longText: 'windows',
    classIndex: null,
    output: 'probability',
  });
}

interface Task {
  readonly peer: string;
  readonly peerRequest: (seed: number) => object;
  readonly request: (seed: number) => ValueRequest;
  /** Whether both sides explain the same features, so that their values can be held side by side. */
  readonly isComparable: boolean;
  /** More than one where a turn is so short that chance has much of a say in it. */
  readonly turnsARound: number;
}

interface Sizes {
  readonly evaluations: number;
  readonly samples: number;
  readonly steps: number;
}

function tasksOf({ tokenized, target }: Subject, { evaluations, samples, steps }: Sizes): Task[] {
  const ids = tokenized.tokens.map(({ id }) => id);
  const words = tokenized.words.map(({ tokens }) => tokens);
  const given = { target: target.classIndex };
  return [
    {
      peer: 'shap KernelExplainer',
      peerRequest: (seed) => ({ ...given, task: 'kernel-shap', ids, words, evaluations, seed }),
      request: (seed) => ({ method: 'kernel-shap', settings: { seed, evaluations, until: 0 } }),
      isComparable: true,
      turnsARound: 1,
    },
    {
      peer: 'lime LimeTextExplainer',
      peerRequest: (seed) => ({ ...given, task: 'lime', text: sentence, samples, seed }),
      request: (seed) => ({ method: 'lime', settings: { seed, samples } }),
      // lime cuts at white space: punctuation is not a word of its own.
      isComparable: false,
      turnsARound: 1,
    },
    {
      peer: 'Captum LayerIntegratedGradients',
      peerRequest: () => ({ ...given, task: 'integrated-gradients', ids, words, steps }),
      request: () => ({
        method: 'integrated-gradients',
        settings: { baseline: 'pad', steps, maxSteps: steps },
      }),
      isComparable: true,
      turnsARound: 5,
    },
  ];
}

interface Result {
  readonly method: string;
  /** The peer first. */
  readonly sides: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly rows: number;
    /** Median over the turns of its time over the peer's. */
    readonly ratio: number;
    /** The least and the largest of them. */
    readonly range: readonly [least: number, most: number];
  }[];
  /** Of the peer's values and ours of the same weights; null where they explain different features. */
  readonly correlation: number | null;
}

function summarise(
  { request, isComparable }: Task,
  names: readonly string[],
  turns: readonly (readonly Timing[])[],
): Result {
  const { method } = request(0);
  const [peer, float32] = turns.at(-1)! as [Timing, Timing];
  const correlation = isComparable ? pearson(peer.values, float32.values) : null;
  if (correlation !== null && correlation < 0.99) {
    throw new Error(
      `${method}: the sides find different values, correlated by ${correlation.toFixed(3)} alone.`,
    );
  }
  const sides = names.map((name, side) => ({
    name,
    seconds: median(turns.map((turn) => turn[side]!.seconds)),
    rows: turns.at(-1)![side]!.rows,
    ...spread(turns.map((turn) => turn[side]!.seconds / turn[0]!.seconds)),
  }));
  return { method, sides, correlation };
}

function spread(ratios: readonly number[]): { ratio: number; range: [number, number] } {
  return { ratio: median(ratios), range: [Math.min(...ratios), Math.max(...ratios)] };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function tableOf(results: readonly Result[]): string {
  const rows = [
    ['', 'side', 'seconds', 'rows', 'ratio', 'range'],
    ...results.flatMap(({ method, sides }) =>
      sides.map(({ name, seconds, rows, ratio, range }, i) => [
        i === 0 ? method : '',
        name,
        seconds.toFixed(3),
        String(rows),
        ratio.toFixed(2),
        range.map((end) => end.toFixed(2)).join(' to '),
      ]),
    ),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return `${rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')).join('\n')}\n`;
}
