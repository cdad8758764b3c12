import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { backendOf, launch } from '../browser/browser';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

describe('the kept page', () => {
  let browser: Browser;
  let server: SiteServer;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  afterAll(() => browser.close());

  async function open(): Promise<void> {
    server = await serveSite(inject('site'), { mounts });
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
  }

  const installed = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === 'activated';
    });

  it('heals itself where what was kept is lost or damaged: the service worker, since the page is blank', async () => {
    await open();
    await page.goto(`${server.url}?model=tiny-model#/compare`);
    await backendOf(page);
    await expect.poll(installed, { timeout: 30_000 }).toBe(true);
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        if (!name.startsWith('albert-lens-shell-')) continue;
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          if (!/assets\/index-.*\.js$/.test(request.url)) continue;
          await cache.put(
            request,
            new Response('<p>not this', { headers: { 'Content-Type': 'text/javascript' } }),
          );
        }
      }
    });
    await page.reload();
    expect(await page.getByText('one of its files came damaged').count()).toBe(1);
    // Nobody does anything: it comes back by itself.
    await backendOf(page);
    expect(await page.locator('#text').count()).toBe(1);
  });
});
