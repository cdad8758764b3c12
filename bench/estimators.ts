import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { number, text } from '../cli/options';
import { kindsOfFile } from '../cli/row-options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import type { Game } from '../core/attribution/games/game';
import { requireReadable } from '../finetune/data/file-bytes';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { maskedGame } from './coalition-tables';
import { distinctTexts } from './distinct-texts';
import {
  errorsOf,
  ourEstimators,
  peerEstimator,
  perWord,
  rowOf,
  type Estimator,
  type EstimatorRow,
  type TextErrors,
} from './estimator-rows';
import { enumeratedGames, sampledGames, type GameSource, type KnownGame } from './known-games';
import { fingerprint, Ledger, sourcesOf } from './ledger';
import { linePlot } from './line-plot';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import { PeerProcess } from './peer-process';
import ownTexts from './texts.json';

/** Texts of so many words have all their coalitions evaluated for the exact values. */
const wordRange = [8, 14] as const;
/** Longer texts: of 18 words all coalitions too, of 30 very many. */
const wideWords = 18;
const longWords = 30;
/** Evaluations behind the true values of a long text. */
const longEvaluations = 200_000;
const shapiq = [
  'KernelSHAP',
  'LeverageSHAP',
  'OddSHAP',
  'RegressionMSR',
  'ProxySHAP',
  'SVARM',
  'PermutationSamplingSV',
];
/** The one that takes minutes a text. */
const slowest = 'ShaplEIG';
/** What ours are held against. */
const reference = 'shap KernelExplainer, l1 off';

await runCommand(
  {
    name: 'npm run bench:estimators --',
    summary:
      'Measures the error of Shapley estimators against exact values of the same games: the words of texts, absent ones\n' +
      'masked. All are given the same number of evaluations, from 5 to 50 a word. Started again, the command goes on where\n' +
      'it stopped (bench/results/tmp keeps what was found).',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: text('FILE', `texts: ${kindsOfFile} (those of bench/texts.json)`),
      texts: number('N', 'texts of 8 to 14 words that are taken (100)', { min: 0, whole: true }),
      wide: number('N', 'texts of 18 words that are taken (3)', { min: 0, whole: true }),
      long: number('N', 'texts of 30 words that are taken (3)', { min: 0, whole: true }),
      seeds: number('N', 'runs of each estimator on a text (10)', { min: 1, whole: true }),
      shapleig: number('N', 'shortest texts that ShaplEIG of shapiq runs on, once each: minutes a text (0)', {
        min: 0,
        whole: true,
      }),
      name: text('NAME', 'of the files in bench/results (estimators)'),
      python: text('FILE', 'a Python with what bench/peers/requirements.txt names (python3)'),
      threads: number('N', 'threads of the model (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { data, threads } = options;
    const seeds = options.seeds ?? 10;
    const folder = options.model ?? shippedModel;
    const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
    const progress = new ProgressLine(process.stderr);
    await requireWritable(resultsFolder);
    if (data !== undefined) await requireReadable(data);
    // Before anything is started: a file that cannot be read must not be found later.
    const all = data === undefined ? ownTexts.texts : await distinctTexts(data);
    const model = await openModel(folder, threads === undefined ? {} : { threads });
    const version = model.manifest?.version ?? null;
    const peerOf = (script: string): PeerProcess =>
      new PeerProcess(options.python ?? 'python3', [here(`peers/${script}.py`)]);
    const shap = peerOf('kernel_explainer');
    const others = peerOf('shapiq_estimators');
    try {
      const versions = { ...((await shap.ask({})) as object), ...((await others.ask({})) as object) };
      const take = (count: number, low: number, high: number): string[] =>
        all
          .filter((one) => {
            const words = model.tokenizer.tokenize(one).words.length;
            return low <= words && words <= high;
          })
          .slice(0, count);
      const source: GameSource = {
        model,
        folder: join(resultsFolder, 'tmp'),
        signal,
        onProgress: (what) => progress.show(what),
      };
      const file = (name: string, code: string): string =>
        join(source.folder, `${name}-${version ?? 'unversioned'}-${code}.jsonl`);
      const ours = await Ledger.open<TextErrors>(
        file(
          'estimators',
          await fingerprint([
            ...(await sourcesOf(here('../core/attribution'))),
            ...(await sourcesOf(here('../core/math'))),
          ]),
        ),
      );
      const scripts = ['lines', 'kernel_explainer', 'shapiq_estimators'].map((name) =>
        here(`peers/${name}.py`),
      );
      const theirs = await Ledger.open<TextErrors>(
        file('peer-estimators', `${await fingerprint(scripts)}-${Object.values(versions).join('-')}`),
      );
      const errors = async (
        known: Ledger<TextErrors>,
        estimator: Estimator,
        games: readonly KnownGame[],
        runs: number,
      ): Promise<TextErrors[][]> => {
        const byBudget: TextErrors[][] = perWord.map(() => []);
        for (const [done, game] of games.entries()) {
          for (const [b, factor] of perWord.entries()) {
            signal.throwIfAborted();
            progress.show(`${estimator.name}: text ${done + 1} of ${games.length}, ${factor} M`);
            const key = JSON.stringify([game.text, estimator.name, factor, runs]);
            byBudget[b]!.push(await known.once(key, () => errorsOf(estimator, game, factor, runs)));
          }
        }
        return byBudget;
      };
      const named: { readonly estimator: Estimator; readonly known: Ledger<TextErrors> }[] = [
        ...ourEstimators().map((estimator) => ({ estimator, known: ours })),
        ...[
          peerEstimator(reference, shap, 0),
          peerEstimator('shap KernelExplainer, as it comes', shap, 'num_features(10)'),
          ...shapiq.map((name) => peerEstimator(`shapiq ${name}`, others, name)),
        ].map((estimator) => ({ estimator, known: theirs })),
      ];
      const measure = async (name: string, games: readonly KnownGame[], runs: number): Promise<object> => {
        progress.show('warming up');
        await warmUp(Math.max(...games.map(({ game }) => game.players)));
        const found = new Map<string, TextErrors[][]>();
        for (const { estimator, known } of named) {
          found.set(estimator.name, await errors(known, estimator, games, runs));
        }
        const rows = [...found].map(([own, byBudget]) => rowOf(own, byBudget, found.get(reference)!));
        progress.clear();
        process.stdout.write(`${games.length} texts of ${name} words\n${tableOf(rows)}`);
        const rowSeconds = await modelSeconds(model, games[0]!.text, signal);
        return {
          group: name,
          texts: games.length,
          words: games.map(({ game }) => game.players),
          truthError: Math.max(...games.map(({ truth }) => truth.shapleyError)),
          seeds: runs,
          modelSecondsPerEvaluation: rowSeconds,
          estimators: rows,
        };
      };
      const groups: object[] = [];
      const few = await enumeratedGames(source, take(options.texts ?? 100, ...wordRange));
      if (few.length > 0) groups.push(await measure(wordRange.join(' to '), few, seeds));
      // The slowest one runs once on the shortest texts, and ours beside it on the same.
      const slow = few.toSorted((a, b) => a.game.players - b.game.players).slice(0, options.shapleig ?? 0);
      if (slow.length > 0) {
        const byBudget = await errors(theirs, peerEstimator(`shapiq ${slowest}`, others, slowest), slow, 1);
        const own = ourEstimators().find(({ name }) => name === 'shapley-interpolation')!;
        const beside = await errors(ours, own, slow, seeds);
        const rows = [rowOf(own.name, beside, byBudget), rowOf(`shapiq ${slowest}`, byBudget, byBudget)];
        progress.clear();
        process.stdout.write(`${slow.length} texts, beside ${slowest}\n${tableOf(rows)}`);
        const words = slow.map(({ game }) => game.players);
        groups.push({ group: slowest, texts: slow.length, words, estimators: rows });
      }
      const wide = await enumeratedGames(source, take(options.wide ?? 3, wideWords, wideWords));
      if (wide.length > 0) groups.push(await measure(String(wideWords), wide, Math.min(seeds, 3)));
      const longTexts = take(options.long ?? 3, longWords, longWords);
      const long = await sampledGames(source, longTexts, longEvaluations);
      if (long.length > 0) groups.push(await measure(String(longWords), long, Math.min(seeds, 3)));

      const settings = {
        model: relative('.', folder),
        version,
        data: data === undefined ? 'bench/texts.json' : basename(data),
        perWord,
        removal: 'mask',
        reference,
      };
      const document = { machine: describeMachine(), versions, settings, groups };
      const own = join(resultsFolder, options.name ?? 'estimators');
      await writeWhole(`${own}.json`, `${JSON.stringify(document, null, 2)}\n`);
      const [first] = groups as { readonly estimators: readonly EstimatorRow[] }[];
      if (first) await writeWhole(`${own}.svg`, plotOf(first.estimators));
    } finally {
      shap.close();
      others.close();
      await model.dispose();
    }
  },
);

/**
 * Runs our estimators, so that the first text does not bear what compiling them takes. The game has more players than any
 * text: their designs are made when they are asked for, as in a process of its own.
 */
async function warmUp(mostPlayers: number): Promise<void> {
  const players = mostPlayers + 1;
  const game: Game = {
    players,
    values: (coalitions) =>
      Promise.resolve(
        Float64Array.from(coalitions, (coalition) =>
          Math.sin(coalition.reduce((sum, bit, i) => sum + bit * Math.cos(i), 0)),
        ),
      ),
  };
  for (const estimator of ourEstimators()) {
    for (const factor of perWord) await estimator.estimate(game, factor * players, 2);
  }
}

/** Seconds of the processor that the model takes for one coalition of a text, in full batches. */
async function modelSeconds(
  model: Parameters<typeof maskedGame>[0],
  one: string,
  signal: AbortSignal,
): Promise<number> {
  const { game } = await maskedGame(model, one, signal);
  const rows = 256;
  const coalitions = Array.from({ length: rows }, (_, i) =>
    Uint8Array.from({ length: game.players }, (_, player) => (i >>> (player % 8)) & 1),
  );
  const timed = async (source: Game): Promise<number> => {
    const started = process.cpuUsage();
    await source.values(coalitions, signal);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6 / rows;
  };
  await timed(game);
  return timed(game);
}

function tableOf(estimators: readonly EstimatorRow[]): string {
  const header = ['mean squared error', ...perWord.map((factor) => `${factor} M`)];
  const cell = ({ meanSquaredError, ratio }: EstimatorRow['budgets'][number]): string =>
    `${meanSquaredError.estimate.toExponential(2)} (${ratio.estimate.toFixed(2)})`;
  const rows = [header, ...estimators.map(({ name, budgets }) => [name, ...budgets.map(cell)])];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((text, column) => text.padEnd(widths[column]!)).join('  '));
  return `${lines.join('\n')}\n`;
}

function plotOf(estimators: readonly EstimatorRow[]): string {
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
