import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { number } from '../cli/options';
import { runCommand } from '../cli/run-command';
import { findChromium } from '../scripts/chromium.mjs';
import { serveSite } from '../scripts/site-server';
import { buildSite } from './build-site';
import { longTask, takeLongTasks, watchLongTasks } from './long-tasks';
import { describeMachine } from './machine';
import { RendererMemory, renderersOf } from './renderer-memory';
import { resultsFolder } from './results-folder';

/** How a step of the work came out. */
interface Step {
  readonly step: string;
  readonly seconds: number;
  /** Longest task of the main thread, milliseconds; 0: none of 50 or more. */
  readonly longestTask: number;
  readonly note: string;
}

await runCommand(
  {
    name: 'npm run bench:million-rows --',
    summary:
      'A file of many short rows through the page in a real Chromium, kept on the machine: read, classified for a while, paused,\n' +
      'loaded again, gone on with, scrolled from end to end, taken away. Peak memory is that of the page’s process with its\n' +
      'workers and model.',
    options: {
      rows: number('N', 'rows of the file (1000000)', { min: 1, whole: true }),
      seconds: number('N', 'seconds for which it is classified (60)', { min: 1 }),
    },
  },
  async ({ rows = 1_000_000, seconds = 60 }, signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'albert-lens-file-'));
    try {
      const site = join(folder, 'site');
      await buildSite(site, signal);
      const file = join(folder, 'rows.csv');
      await writeRows(file, rows);
      const megabytes = (await stat(file)).size / 1e6;
      const server = await serveSite(site);
      const executablePath = await findChromium();
      if (!executablePath) throw new Error('There is no Chromium. `npm test` installs one.');
      // With a profile on the disk: what is kept is then on the disk too.
      const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
        executablePath,
        args: ['--no-sandbox'],
        acceptDownloads: true,
      });
      const memory = new RendererMemory(() => renderersOf(context));
      try {
        const steps = await work(context, `${server.url}#/file`, file, { rows, seconds, folder });
        const peak = await memory.peak();
        const results = { machine: describeMachine(), rows, megabytes, steps, peakMemoryMB: peak };
        print(results);
        await mkdir(resultsFolder, { recursive: true });
        await writeFile(join(resultsFolder, 'million-rows.json'), `${JSON.stringify(results, null, 2)}\n`);
      } finally {
        memory.stop();
        await context.close();
        await server.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** Short rows, each of another text, some of which cannot be read. */
async function writeRows(file: string, rows: number): Promise<void> {
  const moods = ['was good', 'came late', 'is broken', 'works as it should', 'could be worse'];
  const out = createWriteStream(file);
  out.write('id,answer,shop,label\n');
  for (let row = 0; row < rows; row++) {
    const line = `${row},"Order ${row} ${moods[row % moods.length]}",${row % 7},${['negative', 'positive'][row % 2]}\n`;
    if (!out.write(row % 100_000 === 99_999 ? 'a row, of too, many, fields, to be read\n' : line))
      await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function work(
  context: BrowserContext,
  url: string,
  file: string,
  { rows, seconds, folder }: { readonly rows: number; readonly seconds: number; readonly folder: string },
): Promise<Step[]> {
  await watchLongTasks(context);
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(600_000);
  const steps: Step[] = [];
  const step = async (name: string, body: () => Promise<string>): Promise<void> => {
    await takeLongTasks(page);
    const startedAt = performance.now();
    const note = await body();
    const took = (performance.now() - startedAt) / 1000;
    const { longest, frames } = await takeLongTasks(page);
    steps.push({ step: name, seconds: took, longestTask: Math.round(longest), note });
    for (const { duration, scripts } of frames)
      process.stderr.write(`  a frame of ${Math.round(duration)} ms; ${scripts.join(', ')}\n`);
    process.stderr.write(`${name}: ${took.toFixed(1)} s, ${note}\n`);
  };
  const bench = page.getByTestId('workbench');
  const read = async () =>
    Number(
      /([\d,]+) of [\d,]+ (?:different )?texts? read/
        .exec(await bench.innerText())?.[1]
        ?.replaceAll(',', '') ?? 0,
    );
  const phase = (name: string) => page.locator(`[data-testid="workbench"][data-phase="${name}"]`).waitFor();
  const pause = async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await phase('cancelled');
  };
  const until = async (isEnough: (count: number) => boolean) => {
    for (;;) {
      const count = await read();
      if (isEnough(count)) return count;
      await page.waitForTimeout(250);
    }
  };

  await page.goto(url);
  // Not counted: the model of the first visit.
  await page.waitForTimeout(5000);
  await step('first look', async () => {
    await page.getByTestId('file-picker').setInputFiles(file);
    await page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
    return 'ten rows and the columns guessed';
  });
  await step('read and kept', async () => {
    await page.getByLabel('Keep on this machine').check();
    await page.getByRole('button', { name: 'Read the texts' }).click();
    await page.locator('[data-testid="keep-this"][data-kept="true"]').waitFor();
    return `${rows.toLocaleString('en')} rows`;
  });
  await step('first row read by the model', async () => `${await until((count) => count > 0)} texts`);
  let before = await read();
  await step('classified', async () => {
    await page.waitForTimeout(1000 * seconds);
    const count = await read();
    return `${count - before} texts, ${Math.round((count - before) / seconds)} a second`;
  });
  await step('paused', async () => {
    await pause();
    return `${await read()} texts read`;
  });
  before = await read();
  await step('loaded again and gone on', async () => {
    await page.waitForTimeout(1000);
    await page.reload();
    await page.getByTestId('kept-works').getByRole('button', { name: 'Go on' }).click();
    await bench.waitFor();
    const kept = await read();
    if (kept < before) throw new Error(`Of ${before} texts ${kept} are there after the reload.`);
    await until((count) => count > kept);
    await pause();
    return `${kept} texts were kept`;
  });
  await step('scrolled from end to end', () => scroll(page));
  await step('sorted by probability', async () => {
    await page.getByRole('columnheader', { name: 'Reads' }).getByRole('button').click();
    await page.locator('[role="columnheader"][aria-sort="descending"]').waitFor();
    await page.waitForFunction(() => !/Looking for/.test(document.body.innerText));
    return '';
  });
  await step('searched', async () => {
    await page.getByLabel('Find in texts').fill('order 77');
    await page.getByText(/^[\d,]+ rows? of /).waitFor();
    return (await page.getByTestId('shown-rows').innerText()).replace(/\s*Show all$/, '');
  });
  await step('filtered by a range, and by doubt', async () => {
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByLabel(/^Where/).selectOption({ label: 'shop' });
    await page.getByLabel('from', { exact: true }).fill('5');
    await page.getByLabel('from', { exact: true }).press('Tab');
    await page.getByText(/shop from 5/).waitFor();
    await page.getByRole('button', { name: /could be either/ }).click();
    await page.waitForFunction(() => !/Looking for/.test(document.body.innerText));
    return (await page.getByTestId('shown-rows').innerText()).replace(/\s*Show all$/, '');
  });
  await step('taken away as CSV', async () => {
    await page.getByRole('button', { name: 'Take it away' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ]);
    const out = join(folder, 'out.csv');
    await download.saveAs(out);
    const lines = await countLines(out);
    if (lines !== rows + 1) throw new Error(`The CSV has ${lines} lines, not ${rows + 1}.`);
    return `${lines.toLocaleString('en')} lines`;
  });
  return steps;
}

/** Through the whole list by its scroll bar, then a stretch of it row by row. */
async function scroll(page: Page): Promise<string> {
  const table = page.getByTestId('file-table');
  await table.focus();
  const frames = await table.evaluate(async (element) => {
    const end = element.scrollHeight - element.clientHeight;
    let count = 0;
    for (let at = 0; at <= 200; at++, count++) {
      element.scrollTop = (at / 200) * end;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    for (let at = 0; at < 200; at++, count++) {
      element.scrollTop -= 40;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return count;
  });
  await page.keyboard.press('End');
  await page.locator('[role="row"][aria-selected="true"]').waitFor();
  const last = await page.locator('[role="row"][aria-selected="true"]').getAttribute('aria-rowindex');
  return `${frames} places, to row ${Number(last) - 1}`;
}

async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file)) {
    for (const byte of chunk as Buffer) if (byte === 0x0a) lines++;
  }
  return lines;
}

function print({
  rows,
  megabytes,
  steps,
  peakMemoryMB,
}: {
  rows: number;
  megabytes: number;
  steps: Step[];
  peakMemoryMB: number;
}): void {
  const lines = [
    `${rows.toLocaleString('en')} rows, ${megabytes.toFixed(1)} MB`,
    '',
    '| step | seconds | longest task, ms | |',
    '| --- | ---: | ---: | --- |',
    ...steps.map(({ step, seconds, longestTask: most, note }) => {
      return `| ${step} | ${seconds.toFixed(1)} | ${most < longTask ? `under ${longTask}` : most} | ${note} |`;
    }),
    '',
    `Peak memory of the page’s process: ${peakMemoryMB} MB`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
