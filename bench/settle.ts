import { join, relative } from 'node:path';
import { number, text } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { Analysis } from '../core/analysis/analysis';
import { examples } from '../core/analysis/examples';
import { bestShapleyMethod } from '../core/attribution/methods/all';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import { browserSides } from './sides';

/** The page's first example. */
const sentence = examples[0]!.text;

/** What is reached on two cores. */
const mostEvaluations = 300;

/** The processor as it is, and Chromium told to use no dot products of VNNI: see docs/kernels.md. */
const processors = [
  { name: 'with VNNI', flags: [], goal: 0.4 },
  { name: 'without VNNI', flags: ['--js-flags=--no-enable-avx-vnni'], goal: 0.7 },
] as const;

await runCommand(
  {
    name: 'npm run bench:settle --',
    summary:
      "Measures how long the page's first example takes until its Shapley values are settled (budget normal), on WASM in\n" +
      'Chromium: with the dot products of VNNI where the processor has them, and without.',
    options: {
      model: text('DIR', 'an exported model (the shipped one)'),
      turns: number('N', 'turns, of which the median is taken (15)', { min: 1, whole: true }),
    },
  },
  async ({ model: folder = shippedModel, turns: count = 15 }, signal) => {
    await requireWritable(resultsFolder);
    const progress = new ProgressLine(process.stderr);
    const { version, classIndex } = await predicted(folder);
    const machine = describeMachine();
    const rows: object[] = [];
    process.stdout.write('            evaluations (goal)   seconds: median (goal)   fastest to slowest\n');
    for (const { name, flags, goal } of processors) {
      signal.throwIfAborted();
      progress.show(`${name}: opening Chromium`);
      const browser = await browserSides({ [name]: folder }, sentence, classIndex, flags);
      try {
        const side = browser.sides[0]!;
        const settle = () => side.run({ method: bestShapleyMethod, settings: { budget: 'normal' } });
        // What is compiled at its first use would count for the first turn.
        await settle();
        const seconds: number[] = [];
        let evaluations = 0;
        while (seconds.length < count) {
          signal.throwIfAborted();
          progress.show(`${name}: turn ${seconds.length + 1} of ${count}`);
          const turn = await settle();
          seconds.push(turn.seconds);
          evaluations = turn.rows;
        }
        seconds.sort((a, b) => a - b);
        const median = seconds[Math.floor(count / 2)]!;
        const [least, most] = [seconds[0]!, seconds.at(-1)!];
        rows.push({
          name,
          flags,
          goal,
          evaluations,
          seconds: { median, least, most },
          threads: browser.threads,
          chromium: browser.version,
        });
        progress.clear();
        process.stdout.write(
          `${name.padEnd(12)}${String(evaluations).padStart(11)} (${mostEvaluations})   ` +
            `${median.toFixed(3).padStart(15)} (${goal})   ${least.toFixed(3)} to ${most.toFixed(3)}\n`,
        );
      } finally {
        await browser.close();
      }
    }
    const settings = {
      sentence,
      model: relative('.', folder),
      version,
      method: bestShapleyMethod,
      budget: 'normal',
      turns: count,
      mostEvaluations,
    };
    const document = { machine, settings, processors: rows };
    await writeWhole(join(resultsFolder, 'settle.json'), `${JSON.stringify(document, null, 2)}\n`);
  },
);

/** The class that the model predicts for the sentence, and the model's version. */
async function predicted(folder: string): Promise<{ version: string | null; classIndex: number }> {
  const model = await openModel(folder);
  try {
    const { target } = await new Analysis(model.classifier, model.tokenizer, []).subject({
      text: sentence,
      longText: 'windows',
      classIndex: null,
      output: 'probability',
    });
    return { version: model.manifest?.version ?? null, classIndex: target.classIndex };
  } finally {
    await model.dispose();
  }
}
