import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Papa from 'papaparse';
import { number, required, text } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { labelledRowOptions, readingOf } from '../cli/row-options';
import { runCommand } from '../cli/run-command';
import { usualReasons } from '../core/analysis/text-reasons';
import { readExamples } from '../finetune/data/read-examples';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { buildSite } from './build-site';
import { commandLinePace, type Pace } from './file/command-line';
import { pagePace, type PagePace } from './file/page';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';

await runCommand(
  {
    name: 'npm run bench:file --',
    summary:
      'Measures the view of a file in a real Chromium beside the command line, in one run: rows a second read and explained,\n' +
      'time to the first coloured row, macro-recall, longest tasks of the main thread. Builds the site first.',
    options: {
      data: required(text('FILE', 'labelled rows, as for evaluate')),
      ...labelledRowOptions,
      explained: number('N', 'rows that are explained, drawn at random (200)', { min: 1, whole: true }),
      threads: number('N', 'threads of the command line (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const { data, threads, explained = 200 } = options;
    const machine = describeMachine();
    const progress = new ProgressLine(process.stderr);
    const folder = await mkdtemp(join(tmpdir(), 'albert-lens-file-'));
    const open = { batchTokens: 4096, ...(threads !== undefined && { threads }) };
    const model = await openModel(shippedModel, open);
    try {
      const { classes } = model.classifier;
      // Before the site is built: what is wrong with the rows is said at once.
      const rows = await readExamples(data, { ...readingOf(options), classes });
      progress.show('Building the site');
      const site = join(folder, 'site');
      await buildSite(site, signal);
      const csv = join(folder, 'rows.csv');
      await writeFile(csv, Papa.unparse(rows.map((row) => ({ text: row.text, label: classes[row.label!] }))));
      progress.show('The command line');
      const some = rows.filter((_, at) => at % Math.ceil(rows.length / explained) === 0);
      const commandLine = await commandLinePace(model, open, rows, some, signal);
      progress.show('The page');
      const page = await pagePace(site, {
        csv,
        explained,
        onLongFrame: (step, { duration, scripts }) =>
          progress.say(`${step}: a frame of ${Math.round(duration)} ms; ${scripts.join(', ')}`),
      });
      progress.clear();
      const share = {
        classified: page.classified / commandLine.classified,
        explained: page.explained / commandLine.explained,
      };
      const settings = { data: basename(data), rows: rows.length, explained, method: usualReasons };
      const document = { machine, settings, commandLine, page, share };
      await mkdir(resultsFolder, { recursive: true });
      await writeFile(join(resultsFolder, 'file.json'), `${JSON.stringify(document, null, 2)}\n`);
      process.stdout.write(table(commandLine, page, share));
    } finally {
      await model.dispose();
      await rm(folder, { recursive: true, force: true });
    }
  },
);

function table(commandLine: Pace, page: PagePace, share: Pick<Pace, 'classified' | 'explained'>): string {
  const line = (name: string, classified: string, explained: string, recall: string) =>
    `| ${name} | ${classified} | ${explained} | ${recall} |`;
  const paceLine = (name: string, pace: Pace) =>
    line(name, pace.classified.toFixed(1), pace.explained.toFixed(1), `${pace.macroRecall.toFixed(2)} %`);
  const tasks = Object.entries(page.longestTasks)
    .map(([step, longest]) => `${step} ${longest === 0 ? 'none' : `${longest} ms`}`)
    .join(', ');
  return [
    '| | classified, rows/s | explained, rows/s | macro-recall |',
    '| --- | ---: | ---: | ---: |',
    paceLine('command line', commandLine),
    paceLine('page', page),
    line('share', share.classified.toFixed(2), share.explained.toFixed(2), ''),
    '',
    `First row read after ${page.firstReadRow.toFixed(1)} s, first coloured ${page.firstColouredRow.toFixed(1)} s after it was asked for.`,
    `Long tasks of the main thread: ${tasks}.`,
    '',
  ].join('\n');
}
