import { join, relative } from 'node:path';
import { number, numbers, text } from '../cli/options';
import { kindsOfFile } from '../cli/row-options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import type { Attribution } from '../core/attribution/attribution';
import { drawByKernel, drawByLeverage } from '../core/attribution/games/coalition-pairs';
import type { Game } from '../core/attribution/games/game';
import { designPairs } from '../core/attribution/games/pair-design';
import { Run } from '../core/attribution/run';
import { shapleyValues } from '../core/attribution/shapley/exact-shapley';
import { pairedShap } from '../core/attribution/shapley/paired-shap';
import { permutationShap } from '../core/attribution/shapley/permutation-shap';
import { bootstrapMean, type Interval } from '../core/math/bootstrap';
import { Random } from '../core/math/random';
import { requireReadable } from '../finetune/data/file-bytes';
import { readTextRows } from '../finetune/data/read-rows';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { coalitionTables, tableGame, type CoalitionTable } from './coalition-tables';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import ownTexts from './texts.json';

/** Of texts of so many words all coalitions are evaluated, for the true values. */
const wordRange = [8, 14] as const;
/** Half widths, in standard errors, of the intervals that are to cover so many true values. */
const intervals = { covered68: 0.994458, covered95: 1.959964 } as const;

interface Stopping {
  readonly seed: number;
  readonly evaluations: number;
  readonly until: number;
}
type Method = (game: Game, stopping: Stopping, run: Run) => Promise<Attribution>;

const methods: Readonly<Record<string, Method>> = {
  'shapley-interpolation': (game, stopping, run) =>
    pairedShap(
      game,
      { ...stopping, estimator: 'interpolation', scaleFrom: stopping.until > 0 ? 'later half' : 'all' },
      designPairs,
      run,
    ),
  'leverage-shap': (game, stopping, run) =>
    pairedShap(game, { ...stopping, estimator: 'interpolation' }, drawByLeverage, run),
  'kernel-shap': (game, stopping, run) =>
    pairedShap(game, { ...stopping, estimator: 'interpolation' }, drawByKernel, run),
  'kernel-shap, regression': (game, stopping, run) =>
    pairedShap(game, { ...stopping, estimator: 'regression' }, drawByKernel, run),
  'permutation-shap': permutationShap,
};

/** How the runs of one method on one text came out: means over seeds and words. */
interface TextCoverage {
  readonly covered68: number;
  readonly covered95: number;
  /** Squares of the errors over their standard errors: 1 where these are honest. */
  readonly squaredZ: number;
  readonly squaredError: number;
  readonly evaluations: number;
}

await runCommand(
  {
    name: 'npm run bench:coverage --',
    summary:
      'Measures whether the standard errors of runs that stop by themselves are honest: how many true Shapley values lie\n' +
      'within the 68 % and 95 % intervals. All coalitions are evaluated for the true values, text by text; started again,\n' +
      'the command goes on where it stopped.',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: text('FILE', `texts: ${kindsOfFile} (those of bench/texts.json)`),
      texts: number('N', 'texts of 8 to 14 words that are taken (100)', { min: 1, whole: true }),
      seeds: number('N', 'runs of each method on a text (5)', { min: 1, whole: true }),
      until: numbers('X,Y,...', 'standard errors at which runs stop (0.02,0.005,0.002)', null, { min: 0 }),
      threads: number('N', 'threads of the model (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ model: folder = shippedModel, data, threads, ...options }, signal) => {
    const seeds = options.seeds ?? 5;
    const stops = options.until ?? [0.02, 0.005, 0.002];
    const progress = new ProgressLine(process.stderr);
    await requireWritable(resultsFolder);
    if (data !== undefined) await requireReadable(data);
    const model = await openModel(folder, threads === undefined ? {} : { threads });
    try {
      const version = model.manifest?.version ?? null;
      const isSuitable = (row: string): boolean => {
        const words = model.tokenizer.tokenize(row).words.length;
        return wordRange[0] <= words && words <= wordRange[1];
      };
      const texts = await suitable(data, options.texts ?? 100, isSuitable);
      const tables = await coalitionTables(
        model,
        texts,
        join(resultsFolder, 'tmp', `coalitions-${version ?? 'unversioned'}.jsonl`),
        signal,
        (done, total) => progress.show(`all coalitions of text ${done + 1} of ${total}`),
      );
      const rows: object[] = [];
      for (const [name, method] of Object.entries(methods)) {
        for (const until of stops) {
          const byText: TextCoverage[] = [];
          for (const table of tables) {
            signal.throwIfAborted();
            progress.show(`${name} until ${until}: text ${byText.length + 1} of ${tables.length}`);
            byText.push(await coverageOf(table, method, until, seeds));
          }
          const row = summarise(byText);
          rows.push({ method: name, until, ...row });
          progress.clear();
          process.stdout.write(`${lineOf(name, until, row)}\n`);
        }
      }
      const words = tables.map(({ values }) => Math.log2(values.length));
      const settings = {
        model: relative('.', folder),
        version,
        texts: tables.length,
        words,
        seeds,
        removal: 'mask',
      };
      const document = { machine: describeMachine(), settings, coverage: rows };
      await writeWhole(join(resultsFolder, 'coverage.json'), `${JSON.stringify(document, null, 2)}\n`);
    } finally {
      await model.dispose();
    }
  },
);

async function suitable(
  data: string | undefined,
  most: number,
  isSuitable: (row: string) => boolean,
): Promise<string[]> {
  if (data === undefined) return ownTexts.texts.filter(isSuitable).slice(0, most);
  const found = new Set<string>();
  for await (const { text: row } of readTextRows(data)) {
    if (isSuitable(row)) found.add(row);
    if (found.size === most) break;
  }
  return [...found];
}

async function coverageOf(
  { values }: CoalitionTable,
  method: Method,
  until: number,
  seeds: number,
): Promise<TextCoverage> {
  const players = Math.log2(values.length);
  const exact = shapleyValues(values, players);
  const game = tableGame(values);
  const sums = { covered68: 0, covered95: 0, squaredZ: 0, squaredError: 0 };
  let evaluations = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const run = new Run({});
    // As the budget "normal", but that so few words are sampled too.
    const found = await method(game, { seed, evaluations: 2 * players + 2048, until }, run);
    evaluations += run.done;
    for (let i = 0; i < players; i++) {
      const error = Math.abs(found.values[i]! - exact[i]!);
      const standardError = found.standardErrors![i]!;
      sums.squaredError += error ** 2;
      // Where all is evaluated there is no error but that of rounding.
      sums.squaredZ += standardError > 0 ? (error / standardError) ** 2 : 0;
      if (error <= intervals.covered68 * standardError + 1e-9) sums.covered68++;
      if (error <= intervals.covered95 * standardError + 1e-9) sums.covered95++;
    }
  }
  const count = players * seeds;
  return {
    covered68: sums.covered68 / count,
    covered95: sums.covered95 / count,
    squaredZ: sums.squaredZ / count,
    squaredError: sums.squaredError / count,
    evaluations: evaluations / seeds,
  };
}

type Summary = { readonly [K in keyof TextCoverage]: Interval };

/** Means over texts, with 95 % bootstrap intervals. */
function summarise(texts: readonly TextCoverage[]): Summary {
  const mean = (of: keyof TextCoverage): Interval =>
    bootstrapMean(
      texts.map((one) => one[of]),
      new Random(0),
    );
  return {
    covered68: mean('covered68'),
    covered95: mean('covered95'),
    squaredZ: mean('squaredZ'),
    squaredError: mean('squaredError'),
    evaluations: mean('evaluations'),
  };
}

function lineOf(name: string, until: number, row: Summary): string {
  const share = ({ estimate, low, high }: Interval): string =>
    `${(100 * estimate).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
  return [
    `| ${name}`,
    String(until),
    row.evaluations.estimate.toFixed(0),
    Math.sqrt(row.squaredError.estimate).toFixed(4),
    share(row.covered68),
    share(row.covered95),
    `${row.squaredZ.estimate.toFixed(2)} |`,
  ].join(' | ');
}
