import Papa from 'papaparse';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../browser/axe';
import { BatchGate } from '../browser/batch-gate';
import { FilePage } from '../browser/file-page';
import { useTinySite } from '../browser/tiny-site';
import { looks } from './looks';
import { picture } from './pictures';

const regions = ['North', 'South', 'East'];
const labels = ['negative', 'neutral', 'positive'];
const survey = [
  'comment,region,date,label,before',
  ...Array.from({ length: 48 }, (_, at) => {
    const word = at % 3 === 0 ? 'waiting again' : 'kind and good';
    const before = at % 4 === 0 ? 'neutral' : labels[at % 3];
    return `"Number ${at} was ${word}, thank you",${regions[at % 3]},2026-0${1 + (at % 6)}-11,${labels[at % 3]},${before}`;
  }),
  'one,field,too,many,for,this',
  ',North,2026-01-11,neutral,neutral',
  '"Of an odd label",North,2026-01-11,who knows,neutral',
].join('\n');

describe.each([
  ...looks,
  // 1,280 px at 200 %.
  { name: '200 %', width: 640, colorScheme: 'light', forcedColors: 'none' },
] as const)('every state of a file: $name', ({ name: look, width, colorScheme, forcedColors }) => {
  const site = useTinySite();
  const file = new FilePage(site);
  let page: Page;

  const surroundings = {
    viewport: { width, height: 800 },
    colorScheme,
    forcedColors,
    reducedMotion: 'reduce',
    deviceScaleFactor: look === '200 %' ? 2 : 1,
  } as const;
  const sound = async (state: string) => {
    await picture(page, look, state);
    expect.soft(await faultsOf(page), state).toEqual([]);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const choose = (name: RegExp, option: string) => page.getByLabel(name).selectOption({ label: option });

  it('empty, refused, looked at, read, paused, failed rows, done, filtered, explained, with every panel', async () => {
    // One batch of texts is read, the second is held, then one is explained.
    const gate = new BatchGate(1);
    page = await site.open('#/file', surroundings, (context) => gate.put(context));
    await sound('empty');
    await file.choose({ csv: 'PK\u0003\u0004 and so on', name: 'survey.xlsx' });
    await page.getByText('The spreadsheet is damaged').waitFor();
    await sound('refused');
    await button('Another file').click();

    await file.choose({ csv: `Survey of all wards\nmade in spring\n\n${survey}` });
    await file.firstLook();
    expect(await page.getByLabel(/^The names are in line/).inputValue()).toBe('4');
    await sound('looked at below titles');
    await button('Another file').click();

    await file.choose({ csv: survey });
    await file.firstLook();
    await sound('looked at');
    await page.getByLabel('Keep on this machine').check();
    await file.read();
    await file.someRead();
    await sound('running');
    await button('Pause').click();
    await file.phase('cancelled');
    await sound('paused');
    await button('Stop').click();
    await button('Read the others').waitFor();
    await sound('stopped');
    await gate.lift(page);
    await button('Read the others').click();
    await file.phase('done');
    await sound('done');
    await page.getByText('Rows without a text that could be read').click();
    await sound('failed rows');

    await page.getByLabel('Find in texts').fill('nothing has this');
    await page.getByText('No row is left by these filters.').waitFor();
    await sound('filtered to nothing');
    await button('Show all').click();

    await page.getByLabel(/^Where/).selectOption({ label: 'region' });
    await page.getByRole('checkbox', { name: /^North/ }).check();
    await page.getByRole('checkbox', { name: /^East/ }).check();
    await page.getByText(/region “North” or “East”/).waitFor();
    await sound('filtered by values');
    await page.getByLabel(/^Where/).selectOption({ label: 'date' });
    await page.getByLabel('from', { exact: true }).fill('2026-02-01');
    await page.getByLabel('from', { exact: true }).press('Tab');
    await page.getByText(/date from 2026-02-01/).waitFor();
    await button(/^could be either/).click();
    await page.getByText(/^Looking for/).waitFor({ state: 'detached' });
    await sound('filtered by a range, and by doubt');
    await button(/^could be either/).click();
    await page.locator('#file-row-1').click();
    await page.getByTestId('from-file').waitFor();
    await page.getByTestId('from-file').scrollIntoViewIfNeeded();
    await sound('a row in the text view');
    await page.getByRole('link', { name: 'Back to the file' }).click();
    await page.getByText(/date from 2026-02-01/).waitFor();
    await button('Show all').click();

    await file.explainAll();
    await page.getByTestId('drivers').locator('li button').first().waitFor();
    await choose(/^By group/, 'region');
    await choose(/^Dates in/, 'date');
    await page.getByTestId('over-time').locator('img').waitFor();
    await page.getByText(/^The figures, by (?!group)/).click();
    await page.getByText('The figures, by group').click();
    await page.getByTestId('against-labels').locator('img').waitFor();
    await page.getByText('Two columns of results').click();
    await choose(/^First/, 'label');
    await choose(/^Second/, 'before');
    await button(/changed$/).waitFor();
    await sound('explained, with every panel');
    await button(/^North/)
      .first()
      .click();
    await page.getByText(/Words its rows have more often/).waitFor();
    await page.getByTestId('drivers').locator('li button').first().click();
    await sound('of one group, with one word');
    await button('More, or otherwise').click();
    await button('Take it away').click();
    await sound('explained otherwise, and taken away');
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await sound('columns');

    await page.reload();
    await page.getByTestId('kept-works').waitFor();
    await sound('kept works');
    await file.goOnWithKept();
    await file.phase('done');
    await sound('gone on with');
  });
});

describe('a file', () => {
  const site = useTinySite();
  const file = new FilePage(site);

  it('is pasted, read, explained, filtered, opened and taken away by the keyboard alone', async () => {
    const page = await site.open('#/file');
    await page.getByRole('heading', { name: 'A file of texts' }).waitFor();
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement as HTMLElement & { readonly labels?: NodeListOf<HTMLElement> };
        return element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText;
      });
    const tabTo = async (wanted: string | RegExp) => {
      for (let presses = 0; presses < 120; presses++) {
        const name = (await focused()).trim();
        if (typeof wanted === 'string' ? name === wanted : wanted.test(name)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not lead to ${String(wanted)}; it ended at “${await focused()}”.`);
    };
    const press = async (wanted: string | RegExp) => {
      await tabTo(wanted);
      await page.keyboard.press('Enter');
    };

    await tabTo(/^Or paste rows/);
    // As a spreadsheet copies them.
    const rows = Papa.parse<string[]>(survey).data;
    await page.keyboard.insertText(Papa.unparse(rows, { delimiter: '\t' }));
    await press('Look at these rows');
    await file.firstLook();
    // What had the focus is gone: the new part of the page has it.
    await expect.poll(focused).toBe('Pasted rows');
    await press('Read the texts');
    await file.phase('done');
    await expect.poll(focused).toBe('Pasted rows');
    await page.getByRole('button', { name: 'Explain 49 rows' }).waitFor();
    await press('Explain 49 rows');
    await page.locator('[data-testid="reasons"][data-phase="done"]').waitFor();
    await page.getByTestId('drivers').locator('li button').first().waitFor();
    await press(/^North, /);
    // A third of the 48, the row without a text, and the one of an odd label.
    await expect.poll(() => file.shown()).toMatch(/^18 rows of 51/);
    await press('Show all');
    await expect.poll(() => file.shown()).toBe('51 rows');
    // What was pressed is gone: the choice that it made has the focus.
    expect(await focused()).toMatch(/^All/);
    await tabTo(/^Rows of the file/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#text').waitFor();
    expect(await page.locator('#text').inputValue()).toMatch(/^Number 1 was kind/);
    await page.goBack();
    await page.locator('#file-row-1[aria-selected="true"]').waitFor();
    await expect.poll(focused).toMatch(/^Rows of the file/);
    await press('Take it away');
    await tabTo('CSV');
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });
});
