import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { serveSite } from '../../scripts/site-server';
import { takeLongTasks, watchLongTasks, type LongFrame } from '../long-tasks';
import type { Pace } from './command-line';

/** What the view of a file did. */
export interface PagePace extends Pace {
  /** From the press on the button that has texts read to the first row that is, seconds. */
  readonly firstReadRow: number;
  /** From the press on the button that explains to the first row whose text is coloured, seconds. */
  readonly firstColouredRow: number;
  /** Longest task of the main thread in each step, milliseconds; 0: none of 50 or more. */
  readonly longestTasks: Readonly<Record<string, number>>;
}

/** What is done with a file. */
export interface FileAsked {
  /** Path of a CSV with the columns text and label; labels name the classes. */
  readonly csv: string;
  /** Rows that are explained. */
  readonly explained: number;
  /** Told of frames that took long, for those who look for the cause. */
  readonly onLongFrame: (step: string, frame: LongFrame) => void;
}

/** Takes a file through the page of a built site, in a real Chromium. */
export async function pagePace(site: string, asked: FileAsked): Promise<PagePace> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('There is no Chromium. `npm test` installs one.');
  const server = await serveSite(site);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const context = await browser.newContext();
    await watchLongTasks(context);
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${server.url}#/about`);
    // Not counted: the model of the first visit.
    await page.waitForSelector('[data-testid="model-ready"]', { state: 'attached' });
    await page.evaluate(() => void (location.hash = '#/file'));
    return await workAt(page, asked);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function workAt(page: Page, { csv, explained, onLongFrame }: FileAsked): Promise<PagePace> {
  const longestTasks: Record<string, number> = {};
  const step = async <T>(name: string, body: () => Promise<T>): Promise<T> => {
    await takeLongTasks(page);
    const value = await body();
    const { longest, frames } = await takeLongTasks(page);
    longestTasks[name] = Math.round(longest);
    for (const frame of frames) onLongFrame(name, frame);
    return value;
  };
  const since = (start: number) => (performance.now() - start) / 1000;

  await step('first look', async () => {
    await page.getByTestId('file-picker').setInputFiles(csv);
    await page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
  });
  await page.getByLabel(/^The texts are in/).selectOption({ label: 'text' });
  const pressed = performance.now();
  const firstReadRow = await step('opened', async () => {
    await page.getByRole('button', { name: 'Read the texts' }).click();
    await page.locator('[role="gridcell"] .dot').first().waitFor();
    return since(pressed);
  });
  const classified = await step('classified', async () => {
    await page.locator('[data-testid="workbench"][data-phase="done"]').waitFor();
    const seconds = since(pressed);
    return numberIn(/of ([\d,]+) texts? read/, await page.getByTestId('workbench').innerText()) / seconds;
  });
  const macroRecall =
    100 * Number(await page.locator('[data-macro-recall]').getAttribute('data-macro-recall'));
  await page.getByLabel(/^Rows at most/).fill(String(explained));
  await page.getByLabel(/^Rows at most/).press('Tab');
  const asked = performance.now();
  const firstColouredRow = await step('first coloured row', async () => {
    await page.getByRole('button', { name: /^Explain/ }).click();
    await page.locator('[data-coloured]').first().waitFor();
    return since(asked);
  });
  const explainedPace = await step('explained', async () => {
    await page.locator('[data-testid="reasons"][data-phase="done"]').waitFor();
    const seconds = since(asked);
    const words = await page.getByTestId('reasons').innerText();
    return numberIn(/Explained: (?:all )?([\d,]+)/, words) / seconds;
  });
  await step('scrolled', () =>
    page.getByTestId('file-table').evaluate(async (table) => {
      const end = table.scrollHeight - table.clientHeight;
      for (let at = 0; at <= 100; at++) {
        table.scrollTop = (at / 100) * end;
        await new Promise((drawn) => requestAnimationFrame(drawn));
      }
    }),
  );
  await step('sorted and filtered', async () => {
    await page.getByRole('columnheader', { name: 'Reads' }).getByRole('button').click();
    await page.locator('[role="columnheader"][aria-sort="descending"]').waitFor();
    await page.getByLabel('Find in texts').fill('love');
    await page.getByText(/^[\d,]+ rows? of /).waitFor();
  });
  await step('panels', async () => {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByTestId('drivers').locator('li button').first().waitFor();
  });
  return { classified, explained: explainedPace, macroRecall, firstReadRow, firstColouredRow, longestTasks };
}

function numberIn(pattern: RegExp, words: string): number {
  const found = pattern.exec(words)?.[1];
  if (found === undefined) throw new Error(`The page did not say ${String(pattern)}: ${words}`);
  return Number(found.replaceAll(',', ''));
}
