import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import Papa from 'papaparse';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { violationsIn } from './axe';
import { launch, openPage, Watch } from './browser';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

/** 40 good rows, two of one text, one that has a field too many, and one that is blank. */
const survey = [
  'id,comment,label',
  ...Array.from({ length: 38 }, (_, at) => `${at},"The answer number ${at} was good, and long",positive`),
  '38,=1+1 <b onclick=alert(1)>is no formula</b>,negative',
  '39,The answer number 0 was good and said twice,negative',
  '40,The answer number 0 was good and said twice,neutral',
  'one,field,too,many',
  '41,,neutral',
].join('\n');

describe('a file', () => {
  let browser: Browser;
  let server: SiteServer;
  let context: BrowserContext;
  let watch: Watch;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    server = await serveSite(inject('site'), { mounts });
  });

  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: 'reduce' });
    watch = new Watch(context, server.url);
    page = await openPage(context, `${server.url}?model=tiny-model#/file`);
  });

  afterEach(async () => {
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const choose = (content: string, name = 'survey.csv') =>
    page
      .getByTestId('file-picker')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  const firstLook = () => page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
  const readAll = async () => {
    await page.getByRole('button', { name: 'Read the texts' }).click();
    await page.locator('[data-testid="workbench"][data-phase="done"]').waitFor();
  };
  const shown = () => page.getByTestId('shown-rows').innerText();
  const violations = () => violationsIn(page);
  const saved = async (button: string): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };

  it('is looked at, read, filtered, opened, held against its labels and taken away', async () => {
    expect(await violations()).toEqual([]);
    await choose(survey);
    await firstLook();
    expect(await page.getByLabel('The texts are in').locator('option:checked').innerText()).toBe('comment');
    expect(await page.getByText('4 fields under a header of 3').count()).toBe(1);
    expect(await violations()).toEqual([]);
    await readAll();
    expect(await shown()).toBe('43 rows');
    expect(await page.getByTestId('workbench').innerText()).toContain('41 of 41 texts read');
    expect(await violations()).toEqual([]);

    const accuracy = Number(await page.locator('[data-accuracy]').getAttribute('data-accuracy'));
    const [download, jsonLines] = await (async () => {
      await page.getByRole('button', { name: 'Take it away' }).click();
      return [await saved('CSV'), await saved('JSON Lines')];
    })();
    const rows = Papa.parse<Record<string, string>>(download.trim(), { header: true }).data;
    expect(rows).toHaveLength(43);
    expect(rows.map(({ line }) => Number(line))).toEqual(Array.from({ length: 43 }, (_, at) => at + 2));
    expect(rows[38]!.comment).toBe("'=1+1 <b onclick=alert(1)>is no formula</b>");
    expect(rows[41]!.problem).toBe('4 fields under a header of 3');
    expect(rows[42]!.problem).toBe('the text is blank');
    const right = rows.filter((row) => row.class !== '' && row.class === row.label).length;
    expect(right / 41).toBeCloseTo(accuracy, 9);
    expect(rows[39]!.class).toBe(rows[40]!.class);
    expect(jsonLines.trim().split('\n')).toHaveLength(43);

    await page.getByLabel('Find in texts').fill('SAID TWICE');
    await expect.poll(shown).toMatch(/^2 rows of 43/);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(shown).toBe('43 rows');

    const table = page.getByTestId('file-table');
    await table.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.locator('#file-row-40[aria-selected="true"]').waitFor();
    const left = await table.evaluate((element) => element.scrollTop);
    expect(left).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.locator('#text').waitFor();
    expect(await page.locator('#text').inputValue()).toBe('The answer number 0 was good and said twice');
    await page.goBack();
    await page.locator('#file-row-40[aria-selected="true"]').waitFor();
    await expect.poll(() => table.evaluate((element) => element.scrollTop)).toBe(left);
  });

  it('fits a narrow screen in every state, and says in the dark what it says in the light', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 700 });
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    expect(await violations()).toEqual([]);
    await choose(survey);
    await firstLook();
    expect(await overflow()).toBe(0);
    await readAll();
    expect(await overflow()).toBe(0);
    expect(await violations()).toEqual([]);
    await page.getByLabel('Find in texts').fill('nothing has this');
    await page.getByText('No row is left by these filters.').waitFor();
    expect(await violations()).toEqual([]);
  });

  it('is refused in clear words where it is no file of texts', async () => {
    await choose('PK\u0003\u0004 and so on', 'survey.xlsx');
    await page.getByText('The spreadsheet is damaged').waitFor();
    await page.getByRole('button', { name: 'Another file' }).click();
    await page.getByText('Nothing leaves this computer').waitFor();
  });
});
