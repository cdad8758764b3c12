import { describe, expect, it } from 'vitest';
import { useSite } from '../faults/site';
import { backendOf, probabilities, technical, Watch } from './browser';

describe('a host that sets no headers, at a sub-path', () => {
  const site = useSite();

  it('becomes isolated by one reload, so that WASM threads run', async () => {
    await site.open({ base: '/some/where/', headers: false });
    const { page } = site;
    const watch = new Watch(site.context, site.server.url);
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${site.server.url}?model=tiny-model`);
    await page.locator('[data-backend="wasm-threads"]').waitFor({ state: 'attached' });
    await expect.poll(() => loads).toBe(2);
    expect(watch.foreignRequests).toEqual([]);
  });

  it('works offline from the second visit on', async () => {
    await site.open({ base: '/some/where/', headers: false });
    const { page } = site;
    await site.visit();
    await page.locator('[data-backend="wasm-threads"]').waitFor({ state: 'attached' });
    // What the page promises is what it says: files for other backends are kept behind the first answer.
    await expect.poll(() => technical(page)).toContain('Kept for offline use.');
    await site.server.close();
    await page.reload();
    expect(await backendOf(page)).toBe('wasm-threads');
    await page.locator('#text').fill('No server answers any more.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it('does not reload over a text that was typed meanwhile', async () => {
    await site.open({ headers: false });
    const { page } = site;
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
    await page.goto(`${site.server.url}?model=tiny-model`);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    expect(await backendOf(page)).toBe('wasm');
    expect(await page.locator('#text').inputValue()).toBe('Typed at once.');
    expect(loads).toBe(1);
  });
});
