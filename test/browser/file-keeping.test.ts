import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { inEveryWorker } from '../faults/page-workers';
import { violationsIn } from './axe';
import { launch, openPage, Watch } from './browser';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };
const fixtures = resolve(import.meta.dirname, '../fixtures/rows');

/** So many different texts that reading them takes a while. */
const many = 6000;
const survey = [
  'id,comment,label',
  ...Array.from(
    { length: many },
    (_, at) => `${at},"The answer number ${at} was good and long, ${'and so on '.repeat(12)}",positive`,
  ),
].join('\n');

describe('work on a file', () => {
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
    page = await openFiles();
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

  const openFiles = () => openPage(context, `${server.url}?model=tiny-model#/file`);
  const choose = (file: string | { name: string; mimeType: string; buffer: Buffer }) =>
    page.getByTestId('file-picker').setInputFiles(file);
  const chooseSurvey = () =>
    choose({ name: 'survey.csv', mimeType: 'text/csv', buffer: Buffer.from(survey) });
  const firstLook = () => page.locator('[data-testid="first-look"][data-phase="done"]').waitFor();
  const readTexts = () => page.getByRole('button', { name: 'Read the texts' }).click();
  const phase = (wanted: string) =>
    page.locator(`[data-testid="workbench"][data-phase="${wanted}"]`).waitFor();
  const bench = () => page.getByTestId('workbench').innerText();
  /** Texts that are read, as the page counts them. */
  const readCount = async () =>
    Number(
      /([\d,]+) of [\d,]+ (?:different )?texts? read/.exec(await bench())?.[1]?.replaceAll(',', '') ?? 0,
    );

  const someRead = () => expect.poll(readCount, { timeout: 120_000 }).toBeGreaterThan(100);

  it('reads a sheet of a workbook, and Parquet', async () => {
    await choose(resolve(fixtures, 'survey.xlsx'));
    await firstLook();
    expect(await page.getByLabel('Sheet').locator('option').allInnerTexts()).toEqual([
      'Answers',
      'More & <more>',
    ]);
    expect(await violationsIn(page)).toEqual([]);
    await readTexts();
    await phase('done');
    expect(await bench()).toContain('3 of 3 texts read');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Another file' }).click();
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    await choose(resolve(fixtures, 'survey.zstd.parquet'));
    await firstLook();
    await readTexts();
    await phase('done');
    expect(await bench()).toContain('2 of 2 texts read');
  });

  it('is kept with consent, goes on after a reload, and is deleted at a word', async () => {
    await chooseSurvey();
    await firstLook();
    await page.getByLabel('Keep on this machine').check();
    await readTexts();
    await page.locator('[data-testid="keep-this"][data-kept="true"]').waitFor();
    await someRead();
    await page.getByRole('button', { name: 'Pause' }).click();
    await phase('cancelled');
    const before = await readCount();
    await page.getByLabel('Find in texts').fill('number 7 ');
    await page.getByText(/^1 row of 6,000/).waitFor();
    expect(await violationsIn(page)).toEqual([]);
    // A choice is kept a moment after it was made.
    await page.waitForTimeout(1500);
    await page.reload();

    await page.getByTestId('kept-works').waitFor();
    expect(await page.getByTestId('kept-works').innerText()).toContain('6,000 rows');
    expect(await violationsIn(page)).toEqual([]);
    await page.getByTestId('kept-works').getByRole('button', { name: 'Go on' }).click();
    await page.getByTestId('workbench').waitFor();
    expect(await readCount()).toBeGreaterThanOrEqual(before);
    await page.getByText(/^1 row of 6,000/).waitFor();
    await phase('done');
    expect(await readCount()).toBe(many);
    await page.getByLabel('Keep on this machine').uncheck();
    await page.locator('[data-testid="keep-this"][data-kept="false"]').waitFor();
    const left = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const works = await root.getDirectoryHandle('albert-lens-works');
      const names: string[] = [];
      for await (const name of (works as unknown as { keys(): AsyncIterable<string> }).keys())
        names.push(name);
      return names;
    });
    expect(left).toEqual([]);
  });

  it.each([false, true])(
    'loses nothing where its worker dies, whether it is kept or not: %s',
    async (isKept) => {
      await chooseSurvey();
      await firstLook();
      if (isKept) await page.getByLabel('Keep on this machine').check();
      await readTexts();
      await someRead();
      const ended = await inEveryWorker(
        page,
        `self.name.startsWith('file-') && (setTimeout(() => self.close(), 50), true)`,
      );
      expect(ended.filter(({ value }) => value === true)).toHaveLength(1);
      await page.getByText('nothing is lost').waitFor();
      await phase('done');
      expect(await readCount()).toBe(many);
      const kept = page.locator(`[data-testid="keep-this"][data-kept="${isKept}"]`);
      expect(await kept.count()).toBe(1);
    },
  );

  it('goes on where it was after the tab was frozen in the background', async () => {
    await chooseSurvey();
    await firstLook();
    await readTexts();
    await someRead();
    const client = await context.newCDPSession(page);
    await client.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await client.send('Page.setWebLifecycleState', { state: 'active' });
    await phase('done');
    expect(await readCount()).toBe(many);
  });

  it('is saved as one file, and opened by a drop on another machine', async () => {
    await choose({
      name: 'survey.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(survey.split('\n').slice(0, 41).join('\n')),
    });
    await firstLook();
    await readTexts();
    await phase('done');
    await page.getByLabel('Find in texts').fill('number 3');
    await page.getByText(/^11 rows of 40/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the work' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('survey.albert-work');
    const content = await readFile(await download.path());

    await context.close();
    context = await browser.newContext({ reducedMotion: 'reduce' });
    page = await openFiles();
    const dropped = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], 'survey.albert-work'));
      return transfer;
    }, content.toString('base64'));
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped });
    await phase('done');
    await page.getByText(/^11 rows of 40/).waitFor();
    expect(await readCount()).toBe(40);
    expect(await page.getByTestId('workbench').innerText()).toContain('survey.csv');

    content[content.length - 5]! ^= 1;
    await page.evaluate(() => location.reload());
    await choose({ name: 'damaged.albert-work', mimeType: '', buffer: content });
    await page.getByText('The saved work is damaged').waitFor();
  });
});
