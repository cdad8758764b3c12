import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Attribution } from '../core/attribution/attribution';
import { drawByKernel, drawByLeverage, type PairDraw } from '../core/attribution/games/coalition-pairs';
import { designPairs } from '../core/attribution/games/pair-design';
import type { Game } from '../core/attribution/games/game';
import { Run } from '../core/attribution/run';
import { shapleyValues } from '../core/attribution/shapley/exact-shapley';
import { pairedShap, type ShapleyEstimator } from '../core/attribution/shapley/paired-shap';
import { permutationShap } from '../core/attribution/shapley/permutation-shap';
import { bootstrapMean, type Interval } from '../core/math/bootstrap';
import { Random } from '../core/math/random';
import { readTextRows } from '../finetune/data/read-rows';
import { runCommand } from '../cli/run-command';
import { number, text, toggle } from '../cli/options';
import { shippedModel } from '../finetune/shipped-model';
import { kindsOfFile } from '../cli/row-options';
import { ProgressLine } from '../cli/progress-line';
import { openModel } from '../runtime/node/open-model';
import { coalitionTables, tableGame, type CoalitionTable } from './coalition-tables';
import { linePlot } from './line-plot';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import { PeerProcess } from './peer-process';
import ownTexts from './texts.json';

/** Evaluations a word, and the numbers of words of which all coalitions are evaluated for the exact values. */
const perWord = [5, 10, 20, 50];
const wordRange = [8, 14] as const;

type Estimate = (game: Game, sampling: { seed: number; evaluations: number }) => Promise<Attribution>;

const paired =
  (draw: PairDraw, estimator: ShapleyEstimator): Estimate =>
  (game, sampling) =>
    pairedShap(game, { ...sampling, until: 0, estimator }, draw, new Run({}));

const ours: Readonly<Record<string, Estimate>> = {
  'kernel-shap, regression': paired(drawByKernel, 'regression'),
  'kernel-shap, interpolation': paired(drawByKernel, 'interpolation'),
  'leverage-shap, regression': paired(drawByLeverage, 'regression'),
  'leverage-shap, interpolation': paired(drawByLeverage, 'interpolation'),
  'chosen pairs, interpolation': paired(designPairs, 'interpolation'),
  'permutation-shap': (game, sampling) => permutationShap(game, { ...sampling, until: 0 }, new Run({})),
};
const peers = { all: 'shap KernelExplainer, l1 off', ten: 'shap KernelExplainer, as it comes' };
const shapiq = ['KernelSHAP', 'LeverageSHAP', 'OddSHAP', 'RegressionMSR', 'ProxySHAP', 'SVARM'];
/** The one that takes minutes a text. */
const slowest = 'ShaplEIG';

await runCommand(
  {
    name: 'npm run bench:estimators --',
    summary:
      'Measures the error of Shapley estimators against exact values of the same games: the words of texts, absent ones\n' +
      'masked. All are given the same number of evaluations, from 5 to 50 a word.',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: text('FILE', `texts: ${kindsOfFile} (those of bench/texts.json)`),
      texts: number('N', 'texts of 8 to 14 words that are taken (100)', { min: 1, whole: true }),
      seeds: number('N', 'runs of each estimator on a text (10)', { min: 1, whole: true }),
      shapleig: toggle('run ShaplEIG of shapiq too, which takes minutes a text and seed'),
      python: text('FILE', 'a Python with what bench/peers/requirements.txt names (python3)'),
      threads: number('N', 'threads of the model (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { data, threads } = options;
    const seeds = options.seeds ?? 10;
    const folder = options.model ?? shippedModel;
    const progress = new ProgressLine(process.stderr);
    await requireWritable(resultsFolder);
    const texts = data === undefined ? ownTexts.texts : await collect(readTextRows(data), 20_000);
    const model = await openModel(folder, threads === undefined ? {} : { threads });
    const version = model.manifest?.version ?? null;
    const peerOf = (script: string): PeerProcess =>
      new PeerProcess(options.python ?? 'python3', [
        fileURLToPath(new URL(`peers/${script}.py`, import.meta.url)),
      ]);
    const shap = peerOf('kernel_explainer');
    const others = peerOf('shapiq_estimators');
    const names = options.shapleig ? [...shapiq, slowest] : shapiq;
    try {
      const versions = { ...((await shap.ask({})) as object), ...((await others.ask({})) as object) };
      const suitable = texts.filter((text) => isSuitable(model.tokenizer.tokenize(text).words.length));
      const tables = await coalitionTables(
        model,
        suitable.slice(0, options.texts ?? 100),
        join(resultsFolder, 'tmp', `coalitions-${version ?? 'unversioned'}.jsonl`),
        signal,
        (done, total) => progress.show(`all coalitions of text ${done + 1} of ${total}`),
      );
      const errors = new Map<string, number[][]>();
      for (const [done, table] of tables.entries()) {
        signal.throwIfAborted();
        progress.show(`estimates of text ${done + 1} of ${tables.length}`);
        for (const [name, byBudget] of await errorsOf(table, seeds, shap, others, names)) {
          errors.set(name, [...(errors.get(name) ?? []), byBudget]);
        }
      }
      progress.clear();
      const estimators = summarise(errors);
      process.stdout.write(tableOf(estimators));
      const words = tables.map(({ values }) => Math.log2(values.length));
      const settings = {
        model: relative('.', folder),
        version,
        texts: tables.length,
        words,
        seeds,
        perWord,
        removal: 'mask',
      };
      const document = { machine: describeMachine(), versions, settings, estimators };
      await writeWhole(join(resultsFolder, 'estimators.json'), `${JSON.stringify(document, null, 2)}\n`);
      await writeWhole(join(resultsFolder, 'estimators.svg'), plotOf(estimators));
    } finally {
      shap.close();
      others.close();
      await model.dispose();
    }
  },
);

function isSuitable(words: number): boolean {
  return wordRange[0] <= words && words <= wordRange[1];
}

async function collect(source: AsyncIterable<{ readonly text: string }>, most: number): Promise<string[]> {
  const all: string[] = [];
  for await (const { text } of source) if (all.push(text) === most) break;
  return all;
}

/** Mean squared errors of one text over words and seeds, by estimator and budget. */
async function errorsOf(
  { values }: CoalitionTable,
  seeds: number,
  shap: PeerProcess,
  others: PeerProcess,
  names: readonly string[],
): Promise<Map<string, number[]>> {
  const players = Math.log2(values.length);
  const exact = shapleyValues(values, players);
  const budgets = perWord.map((factor) => Math.min(factor * players, values.length));
  const errors = new Map<string, number[]>();
  for (const [name, method] of Object.entries(ours)) {
    const byBudget: number[] = [];
    for (const evaluations of budgets) {
      const estimates: ArrayLike<number>[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        estimates.push((await method(tableGame(values), { seed, evaluations })).values);
      }
      byBudget.push(meanSquaredError(estimates, exact));
    }
    errors.set(name, byBudget);
  }
  const ofShap = (await shap.ask({ values, budgets, seeds })) as Record<string, number[][][]>;
  const ofOthers = (await others.ask({ values, budgets, seeds, names })) as Record<string, number[][][]>;
  const answers = [
    ...Object.entries(peers).map(([key, name]) => [name, ofShap[key]!] as const),
    ...names.map((name) => [`shapiq ${name}`, ofOthers[name]!] as const),
  ];
  for (const [name, byBudget] of answers) {
    errors.set(
      name,
      byBudget.map((estimates) => meanSquaredError(estimates, exact)),
    );
  }
  return errors;
}

function meanSquaredError(estimates: readonly ArrayLike<number>[], exact: ArrayLike<number>): number {
  let sum = 0;
  for (const estimate of estimates) {
    for (let i = 0; i < exact.length; i++) sum += (estimate[i]! - exact[i]!) ** 2;
  }
  return sum / (estimates.length * exact.length);
}

interface Estimator {
  readonly name: string;
  readonly budgets: readonly {
    readonly evaluationsPerWord: number;
    /** Mean over texts, with a 95 % bootstrap interval. */
    readonly meanSquaredError: Interval;
    /** Over that of shap's KernelExplainer without l1. */
    readonly ratio: number;
    /** The same against shap's KernelExplainer as it comes. */
    readonly ratioToDefault: number;
  }[];
}

function summarise(errors: ReadonlyMap<string, readonly (readonly number[])[]>): Estimator[] {
  const mean = (name: string, budget: number): number => {
    const texts = errors.get(name)!;
    return texts.reduce((sum, byBudget) => sum + byBudget[budget]!, 0) / texts.length;
  };
  return [...errors].map(([name, texts]) => ({
    name,
    budgets: perWord.map((evaluationsPerWord, b) => ({
      evaluationsPerWord,
      meanSquaredError: bootstrapMean(
        texts.map((byBudget) => byBudget[b]!),
        new Random(0),
      ),
      ratio: mean(name, b) / mean(peers.all, b),
      ratioToDefault: mean(name, b) / mean(peers.ten, b),
    })),
  }));
}

function tableOf(estimators: readonly Estimator[]): string {
  const header = ['mean squared error', ...perWord.map((factor) => `${factor} M`)];
  const cell = ({ meanSquaredError, ratio }: Estimator['budgets'][number]): string =>
    `${meanSquaredError.estimate.toExponential(2)} (${ratio.toFixed(2)})`;
  const rows = [header, ...estimators.map(({ name, budgets }) => [name, ...budgets.map(cell)])];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((text, column) => text.padEnd(widths[column]!)).join('  '));
  return `${lines.join('\n')}\nIn brackets: over the error of ${peers.all}.\n`;
}

function plotOf(estimators: readonly Estimator[]): string {
  return linePlot({
    title: 'Error of Shapley estimators against exact values',
    xLabel: 'evaluations, in multiples of the number of words M',
    yLabel: 'mean squared error',
    lines: estimators.map(({ name, budgets }) => ({
      name,
      points: budgets.map(({ evaluationsPerWord, meanSquaredError: { estimate } }) => [
        evaluationsPerWord,
        estimate > 0 ? estimate : null,
      ]),
    })),
  });
}
