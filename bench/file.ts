import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { number, required, text } from '../cli/options';
import { ProgressLine } from '../cli/progress-line';
import { runCommand } from '../cli/run-command';
import { Analysis } from '../core/analysis/analysis';
import { usualReasons } from '../core/analysis/text-reasons';
import { predict } from '../core/prediction/predict';
import { readTextRows } from '../finetune/data/read-rows';
import { shippedModel } from '../finetune/shipped-model';
import { openModel } from '../runtime/node/open-model';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import { describeMachine } from './machine';

/** How fast a file was read and explained. */
interface Pace {
  /** Rows a second. */
  readonly classified: number;
  readonly explained: number;
}

interface PagePace extends Pace {
  /** From the press on the button to the first row whose text is coloured, seconds. */
  readonly firstColouredRow: number;
  /** The main thread's longest task while the file was worked at, milliseconds; 0: none of 50 or more. */
  readonly longestTask: number;
}

await runCommand(
  {
    name: 'npm run bench:file --',
    summary:
      'Measures the view of a file in a real Chromium beside the command line, in one run: rows a second read and explained,\n' +
      'time to the first coloured row, longest task of the main thread. Takes the site of `npm run build`.',
    options: {
      data: required(text('FILE', 'rows with a column of texts: .csv, .tsv, .jsonl, .json or .txt')),
      'text-column': text('NAME', 'column or field of the texts (text)'),
      site: text('DIR', 'the built site (dist)'),
      explained: number('N', 'rows that are explained, drawn at random (200)', { min: 1, whole: true }),
      threads: number('N', 'threads of the command line (all cores)', { min: 1, whole: true }),
    },
  },
  async (options, signal) => {
    const explained = options.explained ?? 200;
    const progress = new ProgressLine(process.stderr);
    const texts: string[] = [];
    const column = options['text-column'];
    for await (const { text: row } of readTextRows(
      options.data,
      column === undefined ? {} : { textColumn: column },
    )) {
      texts.push(row);
    }
    progress.show('the command line');
    const commandLine = await commandLinePace([...new Set(texts)], explained, options.threads, signal);
    progress.show('the page');
    const page = await pagePace(
      resolve(options.site ?? 'dist'),
      resolve(options.data),
      column ?? 'text',
      explained,
    );
    progress.clear();
    const share = {
      classified: page.classified / commandLine.classified,
      explained: page.explained / commandLine.explained,
    };
    const document = {
      machine: describeMachine(),
      settings: { rows: texts.length, explained, method: usualReasons },
      commandLine,
      page,
      share,
    };
    const results = fileURLToPath(new URL('results', import.meta.url));
    await mkdir(results, { recursive: true });
    await writeFile(join(results, 'file.json'), `${JSON.stringify(document, null, 2)}\n`);
    process.stdout.write(
      [
        'rows/s          classified  explained',
        `command line    ${commandLine.classified.toFixed(1).padStart(10)} ${commandLine.explained.toFixed(1).padStart(10)}`,
        `page            ${page.classified.toFixed(1).padStart(10)} ${page.explained.toFixed(1).padStart(10)}`,
        `share           ${share.classified.toFixed(2).padStart(10)} ${share.explained.toFixed(2).padStart(10)}`,
        `first coloured row after ${page.firstColouredRow.toFixed(1)} s; longest task ${page.longestTask.toFixed(0)} ms`,
        '',
      ].join('\n'),
    );
  },
);

async function commandLinePace(
  texts: readonly string[],
  explained: number,
  threads: number | undefined,
  signal: AbortSignal,
): Promise<Pace> {
  const { classifier, tokenizer, dispose } = await openModel(
    shippedModel,
    threads === undefined ? {} : { threads },
  ).then((model) => ({ ...model, dispose: () => model.dispose() }));
  try {
    const began = performance.now();
    const { windowTokens: maxTokens } = classifier;
    await predict({ classifier, tokenizer }, texts, { long: 'windows', maxTokens, signal });
    const read = performance.now();
    const analysis = new Analysis(classifier, tokenizer, []);
    const drawn = texts.filter((_, at) => at % Math.ceil(texts.length / explained) === 0);
    for (const row of drawn) {
      await analysis.reasons({ text: row, longText: 'windows', method: usualReasons }, { signal });
    }
    return {
      classified: (1000 * texts.length) / (read - began),
      explained: (1000 * drawn.length) / (performance.now() - read),
    };
  } finally {
    await dispose();
  }
}

async function pagePace(site: string, file: string, column: string, explained: number): Promise<PagePace> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('There is no Chromium. `npm test` installs one.');
  const server = await serveSite(site);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${server.url}#/file`);
    await page.waitForFunction(() => performance.getEntriesByType('resource').length > 0);
    await page.evaluate(watchTasks);
    await page.getByTestId('file-picker').setInputFiles(file);
    await page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
    await page.getByLabel(/^The texts are in/).selectOption({ label: column });
    await page.getByRole('button', { name: 'Read the texts' }).click();
    const bench = page.getByTestId('workbench');
    await bench.waitFor();
    const classified = await rowsASecond(page, '[data-testid="workbench"][data-phase="done"]', () =>
      bench.innerText().then((words) => numberIn(/of ([\d,]+) texts? read/, words)),
    );
    await page.getByLabel(/^Rows at most/).fill(String(explained));
    await page.getByLabel(/^Rows at most/).press('Tab');
    const pressed = performance.now();
    await page.getByRole('button', { name: /^Explain/ }).click();
    const coloured = page
      .locator('[data-coloured]')
      .first()
      .waitFor()
      .then(() => performance.now());
    const explainedPace = await rowsASecond(page, '[data-testid="reasons"][data-phase="done"]', () =>
      page
        .getByTestId('reasons')
        .innerText()
        .then((words) => numberIn(/Explained: (?:all )?([\d,]+)/, words)),
    );
    return {
      classified,
      explained: explainedPace,
      firstColouredRow: ((await coloured) - pressed) / 1000,
      longestTask: await page.evaluate(() => (globalThis as unknown as Watched).longestTask),
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

interface Watched {
  longestTask: number;
}

/** Runs in the page. */
function watchTasks(): void {
  const watched = globalThis as unknown as Watched;
  watched.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      watched.longestTask = Math.max(watched.longestTask, duration);
  }).observe({ type: 'longtask', buffered: false });
}

/** Waits for an end, and tells how many rows a second there were. */
async function rowsASecond(page: Page, end: string, rows: () => Promise<number>): Promise<number> {
  const began = performance.now();
  await page.locator(end).waitFor();
  const seconds = (performance.now() - began) / 1000;
  return (await rows()) / seconds;
}

function numberIn(pattern: RegExp, words: string): number {
  const found = pattern.exec(words)?.[1];
  if (found === undefined) throw new Error(`The page did not say ${String(pattern)}: ${words}`);
  return Number(found.replaceAll(',', ''));
}
