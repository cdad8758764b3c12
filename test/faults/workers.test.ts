import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { backendOf, launch, openPage, probabilities, runEnd, setNumbers } from '../browser/browser';
import { inEveryWorker } from './page-workers';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

/** Of many rows, so that every worker of the kernels has its share. */
const manyWindows = 'Read by its successor. '.repeat(600);

describe('a worker that ends', () => {
  let browser: Browser;
  let server: SiteServer;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    server = await serveSite(inject('site'), { mounts });
  });

  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext();
    page = await openPage(context, `${server.url}?model=tiny-model#/compare`);
    await backendOf(page);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Runs statements, a moment later, in one worker of a role; names begin with it. */
  async function inOne(role: string, statements: string): Promise<void> {
    // Once: whoever of that role takes the lock first.
    const workers = await inEveryWorker(
      page,
      `self.name.startsWith('${role}') && navigator.locks.request('fault', { ifAvailable: true }, (lock) => {
        if (!lock) return false;
        setTimeout(() => { ${statements} }, 50);
        return new Promise((done) => setTimeout(() => done(true), 40));
      })`,
    );
    expect(workers.filter(({ value }) => value === true)).toHaveLength(1);
  }

  const endWorker = (role: string) => inOne(role, 'self.close();');

  async function explainLong(): Promise<void> {
    await setNumbers(page, { 'Shapley evaluations': 1024 });
    const words = Array.from({ length: 150 }, (_, at) => `word${at}`).join(' ');
    await page.locator('#text').fill(`${words}.`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    await page
      .getByText(/ of [\d,]+ evaluations/)
      .first()
      .waitFor();
  }

  it('is replaced while idle, without a word lost', async () => {
    await endWorker('model-');
    await page.getByTestId('mended').waitFor();
    expect(await page.getByTestId('mended').innerText()).toMatch(
      /worker failed: it ended\. The model was loaded again/,
    );
    await backendOf(page);
    await page.locator('#text').fill('Read by its successor.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it('is replaced at work, and what it explained is explained again', async () => {
    await explainLong();
    await endWorker('model-');
    await page.getByTestId('mended').waitFor();
    expect(await runEnd(page)).toBe('done');
  });

  it('of the kernels is replaced, and its share of the work done again', async () => {
    await endWorker('kernels-');
    await page.locator('#text').fill(manyWindows);
    expect(await probabilities(page)).toHaveLength(3);
    await page.getByText(/a worker of the kernels failed: it ended/).waitFor();
  });

  it('of the kernels by an uncaught error is replaced too', async () => {
    await inOne('kernels-', "throw new Error('something nobody caught');");
    await page.locator('#text').fill(manyWindows);
    expect(await probabilities(page)).toHaveLength(3);
    await page.getByTestId('mended').waitFor();
    expect(await page.getByTestId('mended').innerText()).toMatch(
      /a worker of the kernels failed: .*something nobody caught/,
    );
  });
});
