import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { number, numbers, text } from '../cli/options';
import { kindsOfFile } from '../cli/row-options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { requireReadable } from '../finetune/data/file-bytes';
import { requireWritable, writeWhole } from '../finetune/train/files';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { coverageOf, estimating, lineOf, summarise, type TextCoverage } from './coverage-rows';
import { distinctTexts } from './distinct-texts';
import { enumeratedGames, sampledGames, type GameSource, type KnownGame } from './known-games';
import { fingerprint, Ledger, sourcesOf } from './ledger';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import ownTexts from './texts.json';

/** Texts of fewer words are not measured: all of their coalitions are evaluated sooner than a run stops. */
const fewestWords = 8;
/** Texts of so many words have all their 2^18 coalitions evaluated, where that is asked for. */
const manyWords = 18;
/** Longer texts are held against so many evaluations. */
const longWords = [20, 40] as const;

/** Texts of about one length, which share a table. */
interface Group {
  readonly name: string;
  readonly games: readonly KnownGame[];
}

await runCommand(
  {
    name: 'npm run bench:coverage --',
    summary:
      'Measures whether the standard errors of runs that stop by themselves are honest: how many true values lie within\n' +
      'the 68 % and 95 % intervals. All coalitions of shorter texts are evaluated for the true values, very many of longer\n' +
      'ones; started again, the command goes on where it stopped (bench/results/tmp keeps what was found).',
    options: {
      model: text('DIR', 'the model (the shipped one)'),
      data: text('FILE', `texts: ${kindsOfFile} (those of bench/texts.json)`),
      texts: number('N', 'texts of 8 words or more whose coalitions are all evaluated (200)', {
        min: 0,
        whole: true,
      }),
      'most-words': number('N', 'words of these texts at most (14)', { min: fewestWords, whole: true }),
      wide: number('N', 'texts of 18 words whose coalitions are all evaluated: 262,144 rows each (3)', {
        min: 0,
        whole: true,
      }),
      long: number('N', 'texts of 20 to 40 words, spread over these (200)', { min: 0, whole: true }),
      'long-evaluations': number('N', 'evaluations behind the true values of a long text (200000)', {
        min: 10_000,
        whole: true,
      }),
      seeds: number('N', 'runs of each method on a text (5)', { min: 1, whole: true }),
      until: numbers('X,Y,...', 'standard errors at which runs stop (0.02,0.005,0.002)', null, { min: 0 }),
      name: text('NAME', 'of the file in bench/results (coverage)'),
      threads: number('N', 'threads of the model (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ model: folder = shippedModel, data, threads, ...options }, signal) => {
    const seeds = options.seeds ?? 5;
    const stops = options.until ?? [0.02, 0.005, 0.002];
    const mostWords = options['most-words'] ?? 14;
    const evaluations = options['long-evaluations'] ?? 200_000;
    const progress = new ProgressLine(process.stderr);
    await requireWritable(resultsFolder);
    if (data !== undefined) await requireReadable(data);
    const model = await openModel(folder, threads === undefined ? {} : { threads });
    try {
      const version = model.manifest?.version ?? null;
      const all = data === undefined ? ownTexts.texts : await distinctTexts(data);
      const wordsOf = (one: string): number => model.tokenizer.tokenize(one).words.length;
      const take = (count: number, low: number, high: number): string[] => {
        const found: string[] = [];
        for (const one of all) {
          if (found.length === count) break;
          const words = wordsOf(one);
          if (low <= words && words <= high) found.push(one);
        }
        return found;
      };
      const source: GameSource = {
        model,
        folder: join(resultsFolder, 'tmp'),
        signal,
        onProgress: (what) => progress.show(what),
      };
      const code = await fingerprint([
        ...(await sourcesOf(fileURLToPath(new URL('../core/attribution', import.meta.url)))),
        ...(await sourcesOf(fileURLToPath(new URL('../core/math', import.meta.url)))),
        fileURLToPath(new URL('coverage-rows.ts', import.meta.url)),
        fileURLToPath(new URL('true-values.ts', import.meta.url)),
      ]);
      const known = await Ledger.open<TextCoverage>(
        join(source.folder, `coverage-${version ?? 'unversioned'}-${code}.jsonl`),
      );
      const measure = async ({ name: group, games }: Group): Promise<object> => {
        const rows: object[] = [];
        process.stdout.write(`${games.length} texts of ${group} words\n`);
        for (const [name, method] of Object.entries(estimating)) {
          // Of texts too long for all coalitions the true pairs are not known.
          if (!games.every(({ truth }) => truth[method.estimates])) continue;
          for (const until of stops) {
            const byText: TextCoverage[] = [];
            for (const game of games) {
              signal.throwIfAborted();
              progress.show(`${name} until ${until}: text ${byText.length + 1} of ${games.length}`);
              const key = JSON.stringify([game.text, name, until, seeds]);
              byText.push(await known.once(key, () => coverageOf(game, method, until, seeds)));
            }
            const row = summarise(byText);
            rows.push({ method: name, until, ...row });
            progress.clear();
            process.stdout.write(`${lineOf(name, until, row)}\n`);
          }
        }
        const truthError = Math.max(...games.map(({ truth }) => truth.shapleyError));
        return { group, texts: games.length, words: games.map(({ game }) => game.players), truthError, rows };
      };
      // Each group is measured before the next is begun: what stands on the screen is whole.
      const groups: object[] = [];
      const few = take(options.texts ?? 200, fewestWords, mostWords);
      if (few.length > 0) {
        const games = await enumeratedGames(source, few);
        groups.push(await measure({ name: `${fewestWords} to ${mostWords}`, games }));
      }
      const wide = take(options.wide ?? 3, manyWords, manyWords);
      if (wide.length > 0) {
        const games = await enumeratedGames(source, wide);
        groups.push(await measure({ name: String(manyWords), games }));
      }
      const long = spread(all, wordsOf, ...longWords).slice(0, options.long ?? 200);
      if (long.length > 0) {
        const games = await sampledGames(source, long, evaluations);
        groups.push(await measure({ name: longWords.join(' to '), games }));
      }
      const settings = {
        model: relative('.', folder),
        version,
        data: data === undefined ? 'bench/texts.json' : basename(data),
        seeds,
        longEvaluations: evaluations,
        removal: 'mask',
      };
      const document = { machine: describeMachine(), settings, groups };
      await writeWhole(
        join(resultsFolder, `${options.name ?? 'coverage'}.json`),
        `${JSON.stringify(document, null, 2)}\n`,
      );
    } finally {
      await model.dispose();
    }
  },
);

/**
 * Texts of so many words, one of each number of words in turn, so that few of them are spread over all: the middle first,
 * then the middles of its halves, and so on.
 */
function spread(
  texts: readonly string[],
  wordsOf: (text: string) => number,
  low: number,
  high: number,
): string[] {
  const ofLength = new Map<number, string[]>();
  for (const text of texts) {
    const words = wordsOf(text);
    ofLength.set(words, [...(ofLength.get(words) ?? []), text]);
  }
  const lengths: number[] = [];
  const ranges: [number, number][] = [[low, high]];
  for (let range = ranges.shift(); range; range = ranges.shift()) {
    const [from, to] = range;
    if (from > to) continue;
    const middle = Math.floor((from + to) / 2);
    lengths.push(middle);
    ranges.push([from, middle - 1], [middle + 1, to]);
  }
  const most = Math.max(0, ...lengths.map((length) => ofLength.get(length)?.length ?? 0));
  return Array.from({ length: most }, (_, turn) =>
    lengths.flatMap((length) => ofLength.get(length)?.[turn] ?? []),
  ).flat();
}
