import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { backendOf, launch, openPage, probabilities, Watch, technical } from './browser';
import { serveSite, type SiteServer } from '../../scripts/site-server';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

describe('a host that sets no headers, at a sub-path', () => {
  let browser: Browser;
  let server: SiteServer | null = null;

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    await server?.close();
    server = null;
  });

  afterAll(() => browser.close());

  it('becomes isolated by one reload, so that WASM threads run', async () => {
    server = await serveSite(inject('site'), { base: '/some/where/', headers: false, mounts });
    const context = await browser.newContext();
    const watch = new Watch(context, server.url);
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${server.url}?model=tiny-model`);
    await page.locator('[data-backend="wasm-threads"]').waitFor({ state: 'attached' });
    expect(loads).toBe(2);
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
  });

  it('works offline from the second visit on', async () => {
    server = await serveSite(inject('site'), { base: '/some/where/', headers: false, mounts });
    const context = await browser.newContext();
    const page = await openPage(context, `${server.url}?model=tiny-model`);
    await page.locator('[data-backend="wasm-threads"]').waitFor({ state: 'attached' });
    // What the page promises is what it says: files for other backends are kept behind the first answer.
    await expect.poll(() => technical(page)).toContain('Kept for offline use.');
    await server.close();
    await page.reload();
    expect(await backendOf(page)).toBe('wasm-threads');
    await page.locator('#text').fill('No server answers any more.');
    expect(await probabilities(page)).toHaveLength(3);
    await context.close();
  });

  it('does not reload over a text that was typed meanwhile', async () => {
    server = await serveSite(inject('site'), { headers: false, mounts });
    const context = await browser.newContext();
    const page = await context.newPage();
    let loads = 0;
    page.on('load', () => loads++);
    await page.addInitScript(() => {
      // Typed as soon as there is a box, before the service worker takes over.
      const observer = new MutationObserver(() => {
        const box = document.querySelector('textarea');
        if (!box) return;
        observer.disconnect();
        box.value = 'Typed at once.';
        box.dispatchEvent(new Event('input', { bubbles: true }));
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${server.url}?model=tiny-model`);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    expect(await backendOf(page)).toBe('wasm');
    expect(await page.locator('#text').inputValue()).toBe('Typed at once.');
    expect(loads).toBe(1);
    await context.close();
  });
});
