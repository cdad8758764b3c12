import { resolve } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteOptions, type SiteServer } from '../../scripts/site-server';
import { backendOf, launch, probabilities } from '../browser/browser';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

describe('storage', () => {
  let browser: Browser;
  let server: SiteServer;
  let context: BrowserContext;
  let page: Page;
  let devtools: CDPSession;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  afterAll(() => browser.close());

  async function open(options: SiteOptions = {}): Promise<string> {
    server = await serveSite(inject('site'), { mounts, ...options });
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(90_000);
    devtools = await context.newCDPSession(page);
    return new URL(server.url).origin;
  }

  const visit = () => page.goto(`${server.url}?model=tiny-model#/compare`);
  const offline = (state: string) =>
    page.locator(`[data-testid="offline"][data-state="${state}"]`).waitFor({ state: 'attached' });

  it('that is full keeps nothing from working, and the page says what it needs', async () => {
    const origin = await open();
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
    await visit();
    await backendOf(page);
    await offline('not-kept');
    await page.getByText(/Not kept for offline use: storage is full \([\d.]+ MB more are needed\)/).waitFor();
    await page.locator('#text').fill('It reads all the same.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it('that holds all is what the page says it is: there without a host', async () => {
    await open();
    await visit();
    await backendOf(page);
    await offline('kept');
    await server.close();
    await page.reload();
    await backendOf(page);
    await page.locator('#text').fill('Nobody is there.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it.each([
    ['while the manifest comes', 'manifest.json'],
    ['while the weights come', 'weights.bin'],
    ['while the runtime comes', /ort-.*\.bin$/],
    ["while the runtime's loader comes", /ort-.*\.js$/],
    ["while the kernels' worker comes", /kernel\.worker-.*\.js$/],
  ])('that is cleared %s leaves no state without an end', async (_, file) => {
    let clear: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (clear = resolve));
    let delayed = false;
    const origin = await open({
      intercept: (path, request, response) => {
        const isIt = typeof file === 'string' ? path.endsWith(file) : file.test(path);
        // Not the service worker's own copy, which comes first.
        if (!isIt || delayed || request.headers['sec-fetch-dest'] === 'serviceworker') return false;
        delayed = true;
        clear();
        setTimeout(() => response.destroy(), 3_000);
        return true;
      },
    });
    await visit();
    await asked;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await page.waitForSelector('[data-testid="model-ready"], [data-testid="model-failed"]');
    const retry = page.getByRole('button', { name: 'Try again' });
    if ((await retry.count()) > 0) await retry.click();
    await backendOf(page);
    await page.locator('#text').fill('It reads all the same.');
    expect(await probabilities(page)).toHaveLength(3);
  });
});
