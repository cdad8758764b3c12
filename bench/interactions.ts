import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { number, text, UsageError } from '../cli/options';
import { kindsOfFile } from '../cli/row-options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { exactInteractions, pairInteractions } from '../core/attribution/interactions/pair-interactions';
import { requireReadable } from '../finetune/data/file-bytes';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { coalitionTables, tableGame } from './coalition-tables';
import { distinctTexts } from './distinct-texts';
import { perWord, peerEstimator, rowOf, type TextErrors } from './estimator-rows';
import { coverageOfPairs, pairErrors, summariseCoverage, type PairRuns } from './interaction-rows';
import { fingerprint, Ledger, sourcesOf } from './ledger';
import { describeMachine } from './machine';
import { PeerProcess } from './peer-process';
import { resultsFolder } from './results-folder';
import ownTexts from './texts.json';

/** Texts of so many words have all their coalitions evaluated for the exact values. */
const wordRange = [8, 14] as const;
/** All of shapiq's that give this index, but for ProxySPEX, which takes half a minute a run. */
const peers = [
  'KernelSHAPIQ',
  'InconsistentKernelSHAPIQ',
  'SVARMIQ',
  'SHAPIQ',
  'PermutationSamplingSII',
  'ProxySHAP',
];
const ours = 'interactions';

await runCommand(
  {
    name: 'npm run bench:interactions --',
    summary:
      'Measures the error of pair interactions (the Shapley interaction index of order 2) against exact values of the same\n' +
      'games, ours and those of shapiq, all with as many evaluations, and how many true values our intervals hold. Started\n' +
      'again, the command goes on where it stopped (bench/results/tmp keeps what was found).',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: text('FILE', `texts: ${kindsOfFile} (those of bench/texts.json)`),
      texts: number('N', 'texts of 8 to 14 words that are taken (50)', { min: 1, whole: true }),
      seeds: number('N', 'runs of each approximator on a text (2)', { min: 1, whole: true }),
      python: text('FILE', 'a Python with what bench/peers/requirements.txt names (python3)'),
      threads: number('N', 'threads of the model (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ data, threads, model: folder = shippedModel, ...options }, signal) => {
    const seeds = options.seeds ?? 2;
    const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
    const progress = new ProgressLine(process.stderr);
    await requireWritable(resultsFolder);
    if (data !== undefined) await requireReadable(data);
    const model = await openModel(folder, threads === undefined ? {} : { threads });
    const version = model.manifest?.version ?? null;
    const peer = new PeerProcess(options.python ?? 'python3', [here('peers/shapiq_interactions.py')]);
    try {
      const versions = (await peer.ask({})) as Record<string, string>;
      const chosen: string[] = [];
      for (const one of data === undefined ? ownTexts.texts : await distinctTexts(data)) {
        const words = model.tokenizer.tokenize(one).words.length;
        if (wordRange[0] <= words && words <= wordRange[1]) chosen.push(one);
        if (chosen.length === (options.texts ?? 50)) break;
      }
      if (chosen.length === 0) {
        throw new UsageError(`--data: no text has ${wordRange[0]} to ${wordRange[1]} words.`);
      }
      const file = (name: string): string =>
        join(resultsFolder, 'tmp', `${name}-${version ?? 'unversioned'}`);
      const tables = await coalitionTables(
        model,
        chosen,
        `${file('coalitions')}.jsonl`,
        signal,
        (done, of, all) =>
          progress.show(`text ${done + 1} of ${chosen.length}: ${of} of all ${all} coalitions`),
      );
      const rowsCode = here('interaction-rows.ts');
      const ourCode = await fingerprint([
        ...(await sourcesOf(here('../core/attribution'))),
        ...(await sourcesOf(here('../core/math'))),
        rowsCode,
      ]);
      const ownRuns = await Ledger.open<PairRuns>(`${file('interactions')}-${ourCode}.jsonl`);
      // Code of ours changes more often than that of peers, which take longer.
      const peerCode = await fingerprint([rowsCode, here('peers/shapiq_interactions.py')]);
      const peerRuns = await Ledger.open<TextErrors>(
        `${file('peer-interactions')}-${peerCode}-${Object.values(versions).join('-')}.jsonl`,
      );
      const errors = new Map<string, TextErrors[][]>();
      const runs: PairRuns[][] = perWord.map(() => []);
      for (const [at, { text: one, values }] of tables.entries()) {
        const game = tableGame(values);
        const truth = (await exactInteractions(game, signal)).pairs.map(({ value }) => value);
        for (const [b, factor] of perWord.entries()) {
          const budget = Math.min(factor * game.players, 2 ** game.players);
          const keep = (name: string, result: TextErrors): void => {
            const byBudget = errors.get(name) ?? perWord.map(() => []);
            errors.set(name, byBudget);
            byBudget[b]!.push(result);
          };
          const next = (name: string): string => {
            signal.throwIfAborted();
            progress.show(`text ${at + 1} of ${tables.length}, ${factor} M: ${name}`);
            return JSON.stringify([one, name, factor, seeds]);
          };
          const own = await ownRuns.once(next(ours), () =>
            coverageOfPairs(
              (seed) => pairInteractions(game, { seed, evaluations: budget, until: 0 }, signal),
              truth,
              seeds,
            ),
          );
          keep(ours, own);
          runs[b]!.push(own);
          for (const name of peers) {
            const estimator = peerEstimator(`shapiq ${name}`, peer, name);
            keep(
              name,
              await peerRuns.once(next(name), async () =>
                pairErrors(await estimator.estimate(game, budget, seeds), truth),
              ),
            );
          }
        }
      }
      const rows = [...errors].map(([name, byBudget]) =>
        rowOf(name === ours ? name : `shapiq ${name}`, byBudget, errors.get(ours)!),
      );
      const coverage = perWord.map((evaluationsPerWord, b) => ({
        evaluationsPerWord,
        ...summariseCoverage(runs[b]!),
      }));
      progress.clear();
      for (const { name, budgets } of rows) {
        const cells = budgets.map(
          ({ meanSquaredError, ratio }) =>
            `${meanSquaredError.estimate.toExponential(2)} (${ratio.estimate.toFixed(2)}: ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`,
        );
        process.stdout.write(`${name} | ${cells.join(' | ')}\n`);
      }
      for (const row of coverage) process.stdout.write(`${JSON.stringify(row)}\n`);
      const settings = {
        model: relative('.', folder),
        version,
        data: data === undefined ? 'bench/texts.json' : basename(data),
        texts: tables.length,
        words: tables.map(({ values }) => Math.log2(values.length)),
        seeds,
        perWord,
        removal: 'mask',
        reference: ours,
      };
      const document = { machine: describeMachine(), versions, settings, approximators: rows, coverage };
      await writeWhole(join(resultsFolder, 'interactions.json'), `${JSON.stringify(document, null, 2)}\n`);
    } finally {
      peer.close();
      await model.dispose();
    }
  },
);
