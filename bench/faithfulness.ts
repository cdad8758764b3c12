import { createHash } from 'node:crypto';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { number, text, texts, toggle, UsageError } from '../cli/options';
import { kindsOfFile } from '../cli/row-options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { bootstrapMean, type Interval } from '../core/math/bootstrap';
import { Random } from '../core/math/random';
import { requireReadable } from '../finetune/data/file-bytes';
import { readTextRows } from '../finetune/data/read-rows';
import { requireWritable, writeWhole } from '../finetune/train/files';
import neutral from '../core/model/background.json';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { dotPlot } from './dot-plot';
import { faithfulnessOf, type MethodFaithfulness, type TextFaithfulness } from './faithfulness-text';
import { fingerprint, Ledger, sourcesOf } from './ledger';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';
import { PeerProcess } from './peer-process';

/** Texts of fewer words have hardly an order. */
const fewestWords = 4;
/** What was found is written whenever there are so many texts more of each file. */
const writtenEach = 25;
/** Of a batch, for each thread: what fits its core's cache takes a fifth less time than 2,048. */
const batchTokens = 256;
/** Figures of a text are kept with so many digits: sums over texts are none the worse, and the file is half as large. */
const digits = 5;
const warmUpText = 'a good but short text';

type Numbers = { readonly [K in keyof MethodFaithfulness]: Interval | null };

/** What is found of a text goes from machine to machine. */
interface MeasuredText extends TextFaithfulness {
  readonly processor: string;
}

interface DataRow {
  readonly data: string;
  readonly texts: number;
  /** How many of the texts were measured on which processor. The seconds are those on the one that has most. */
  readonly processors: Readonly<Record<string, number>>;
  readonly words: Interval;
  /** Texts whose limits are those of all orders. */
  readonly exact: number;
  readonly methods: readonly ({ readonly name: string } & Numbers)[];
}

await runCommand(
  {
    name: 'npm run bench:faithfulness --',
    summary:
      "Measures how faithful explanations are: all of our methods, and shap, lime and Captum's, once as they come and once\n" +
      'as well set as they can be, on the same model and texts, with their signs. Controls: leave-one-out, and random orders.\n' +
      'Started again, the command goes on where it stopped (bench/results/texts keeps what was found): it takes hours.',
    options: {
      data: texts('FILE', `files of texts: ${kindsOfFile}`),
      texts: number('N', 'texts of each file (500)', { min: 1, whole: true }),
      'most-words': number('N', 'words of a text at most (as many as there are)', {
        min: fewestWords,
        whole: true,
      }),
      model: text('DIR', 'an exported model (the shipped one)'),
      alone: toggle('our methods alone, without the peers'),
      python: text('FILE', 'a Python with what bench/peers/requirements.txt names (python3)'),
      threads: number('N', 'threads of the model (all cores)', { min: 1, whole: true }),
    },
  },
  async ({ data, threads, model: folder = shippedModel, alone, python, ...options }, signal) => {
    if (data.length === 0) throw new UsageError('Give --data FILE, one or more.');
    const count = options.texts ?? 500;
    const mostWords = options['most-words'] ?? Infinity;
    const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
    const progress = new ProgressLine(process.stderr);
    await requireWritable(resultsFolder);
    for (const file of data) await requireReadable(file);
    const model = await openModel(
      folder,
      threads === undefined ? {} : { threads, batchTokens: batchTokens * threads },
    );
    const version = model.manifest?.version ?? null;
    const tokenizer = join(folder, 'tokenizer.json');
    const script = here('peers/faithfulness.py');
    const peer = alone ? null : new PeerProcess(python ?? 'python3', [script, tokenizer]);
    try {
      const told = peer && ((await peer.ask({})) as { tasks: string[]; versions: Record<string, string> });
      const code = await fingerprint([
        ...(await sourcesOf(here('../core/attribution'))),
        ...(await sourcesOf(here('../core/assessment'))),
        ...(await sourcesOf(here('../core/math'))),
        here('faithfulness-text.ts'),
        here('peers/lines.py'),
        script,
      ]);
      const peers = told ? Object.values(told.versions).join('-') : 'alone';
      const known = await Ledger.open<MeasuredText>(
        join(resultsFolder, 'texts', `faithfulness-${version ?? 'unversioned'}-${code}-${peers}.jsonl`),
      );
      const sides = {
        classifier: model.classifier,
        tokenizer: model.tokenizer,
        background: neutral.texts,
        peer: peer && told && { process: peer, tasks: told.tasks },
      };
      // What is compiled at its first use would count for the first text.
      let isWarm = false;
      const warmUp = async (): Promise<void> => {
        if (!isWarm) await faithfulnessOf(sides, warmUpText, signal, () => progress.show('warming up'));
        isWarm = true;
      };
      const sets = await Promise.all(
        data.map(async (file) => {
          const chosen: string[] = [];
          for await (const { text: one } of readTextRows(file)) {
            const words = model.tokenizer.tokenize(one).words.length;
            if (fewestWords <= words && words <= mostWords) chosen.push(one);
            if (chosen.length === count) break;
          }
          if (chosen.length === 0) throw new UsageError(`${file} holds no text of so many words.`);
          return { file, chosen, found: [] as MeasuredText[] };
        }),
      );
      const settings = {
        model: relative('.', folder),
        version,
        texts: count,
        mostWords: Number.isFinite(mostWords) ? mostWords : null,
        output: 'probability',
        removal: 'mask',
      };
      const write = async (): Promise<readonly DataRow[]> => {
        const rows = sets.map(({ file, found }) =>
          summarise(join(basename(dirname(file)), basename(file)), found),
        );
        const about = { machine: describeMachine(), versions: told?.versions ?? null, settings };
        const document = `${JSON.stringify({ ...about, data: rows }, null, 2)}\n`;
        await writeWhole(join(resultsFolder, 'faithfulness.json'), document);
        await writeWhole(join(resultsFolder, 'faithfulness.svg'), plotOf(rows));
        return rows;
      };
      const { processor } = describeMachine();
      const most = Math.max(...sets.map(({ chosen }) => chosen.length));
      // The files take turns: a run that is stopped has about as many texts of each.
      for (let i = 0; i < most; i++) {
        for (const { file, chosen, found } of sets) {
          signal.throwIfAborted();
          const one = chosen[i];
          if (one === undefined) continue;
          const at = `${basename(dirname(file))}, text ${i + 1} of ${chosen.length}`;
          found.push(
            await known.once(keyOf(one), async () => {
              await warmUp();
              const measured = await faithfulnessOf(sides, one, signal, (method) =>
                progress.show(`${at}: ${method}`),
              );
              return { processor, ...rounded(measured) };
            }),
          );
        }
        if ((i + 1) % writtenEach === 0) await write();
      }
      const rows = await write();
      progress.clear();
      for (const row of rows) process.stdout.write(tableOf(row));
    } finally {
      peer?.close();
      await model.dispose();
    }
  },
);

/** The file of what was found is published, the texts are not. */
function keyOf(one: string): string {
  return createHash('sha256').update(one).digest('hex').slice(0, 16);
}

function rounded(found: TextFaithfulness): TextFaithfulness {
  return JSON.parse(
    JSON.stringify(found, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(digits)) : value,
    ),
  ) as TextFaithfulness;
}

/** Means over texts with 95 % bootstrap intervals, the most faithful first. */
function summarise(data: string, found: readonly MeasuredText[]): DataRow {
  const interval = (numbers: readonly (number | null)[]): Interval | null => {
    const known = numbers.filter((one) => one !== null);
    return known.length > 0 ? bootstrapMean(known, new Random(0)) : null;
  };
  const processors: Record<string, number> = {};
  for (const { processor } of found) processors[processor] = (processors[processor] ?? 0) + 1;
  const [commonest] = Object.entries(processors).sort(([, a], [, b]) => b - a)[0]!;
  const timed = found.filter(({ processor }) => processor === commonest);
  const methods = Object.keys(found[0]!.methods).map((name) => {
    const of = (key: keyof MethodFaithfulness, texts = found): Interval | null =>
      interval(texts.map(({ methods }) => methods[name]![key]));
    return {
      name,
      comprehensiveness: of('comprehensiveness'),
      sufficiency: of('sufficiency'),
      normalisedComprehensiveness: of('normalisedComprehensiveness'),
      normalisedSufficiency: of('normalisedSufficiency'),
      evaluations: of('evaluations'),
      gradients: of('gradients'),
      seconds: of('seconds', timed),
    };
  });
  const height = ({ normalisedComprehensiveness }: Numbers): number =>
    normalisedComprehensiveness?.estimate ?? -Infinity;
  return {
    data,
    texts: found.length,
    processors,
    words: bootstrapMean(
      found.map(({ words }) => words),
      new Random(0),
    ),
    exact: found.filter(({ exact }) => exact).length,
    methods: methods.sort((a, b) => height(b) - height(a)),
  };
}

function tableOf({ data, texts: count, words, exact, methods }: DataRow): string {
  const share = (interval: Interval | null): string =>
    interval
      ? `${interval.estimate.toFixed(3)} (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})`
      : '';
  const rows = methods.map((row) =>
    [
      row.name,
      share(row.normalisedComprehensiveness),
      share(row.normalisedSufficiency),
      share(row.comprehensiveness),
      share(row.sufficiency),
      row.evaluations!.estimate.toFixed(0),
      row.gradients!.estimate.toFixed(0),
      row.seconds!.estimate.toFixed(3),
    ].join(' | '),
  );
  const head =
    'method | normalised comprehensiveness | normalised sufficiency | comprehensiveness | sufficiency | evaluations | gradients | seconds';
  const title = `${data}: ${count} texts of ${words.estimate.toFixed(1)} words on average, limits exact in ${exact}`;
  return `${[title, head, ...rows].join('\n')}\n`;
}

function plotOf(rows: readonly DataRow[]): string {
  const [first] = rows as [DataRow];
  const total = rows.map(({ data, texts: count }) => `${count} of ${data}`).join(', ');
  return dotPlot({
    title: `Normalised comprehensiveness: ${total}`,
    xLabel: '0: the worst order of the words of a text, 1: the best; means with 95 % intervals',
    series: rows.map(({ data }) => dirname(data)),
    rows: first.methods.map(({ name }) => ({
      name,
      intervals: rows.map(
        ({ methods }) => methods.find((method) => method.name === name)!.normalisedComprehensiveness,
      ),
    })),
  });
}
