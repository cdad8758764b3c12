import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { backendOf } from '../browser/browser';
import { useSite } from './site';

const damaged = '<p>not this';

/** Puts something else in the place of kept files of the page. @returns of how many */
function damage(page: Page, files: RegExp): Promise<number> {
  return page.evaluate(
    async ({ pattern, content }) => {
      let count = 0;
      for (const name of await caches.keys()) {
        if (!name.startsWith('albert-lens-shell-')) continue;
        const cache = await caches.open(name);
        for (const { url } of await cache.keys()) {
          if (!new RegExp(pattern).test(url)) continue;
          count++;
          await cache.put(url, new Response(content, { headers: { 'Content-Type': 'text/javascript' } }));
        }
      }
      return count;
    },
    { pattern: files.source, content: damaged },
  );
}

/** What is kept of files of the page. */
function texts(page: Page, files: RegExp): Promise<string[]> {
  return page.evaluate(async (pattern) => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      if (!name.startsWith('albert-lens-shell-')) continue;
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) {
        if (new RegExp(pattern).test(url)) found.push(await (await cache.match(url))!.text());
      }
    }
    return found;
  }, files.source);
}

describe('the kept page', () => {
  const site = useSite();

  /** Opens the page, and waits until its files are kept. */
  async function keep(): Promise<void> {
    await site.visit();
    await backendOf(site.page);
    await expect.poll(() => site.installed()).toBe(true);
  }

  it.each([
    ['its script', /assets\/index-.*\.js$/],
    ['a part that is loaded with a view', /assets\/AboutView-.*\.js$/],
  ])('runs nothing that was damaged where it is kept, and has the host’s instead: %s', async (_, file) => {
    await site.open();
    await keep();
    const { page } = site;
    expect(await damage(page, file)).toBeGreaterThan(0);
    await page.reload();
    await backendOf(page);
    await page.evaluate(() => void (location.hash = '#/about'));
    await page.getByRole('heading', { name: 'About albert-lens' }).waitFor();
    // It is made whole again, without anybody's doing.
    await page.reload();
    await page.getByRole('heading', { name: 'About albert-lens' }).waitFor();
    // Between what was damaged and what takes its place nothing is kept for a moment.
    const isWhole = (kept: readonly string[]) => kept.length > 0 && !kept.includes(damaged);
    await expect.poll(async () => isWhole(await texts(page, file))).toBe(true);
  });

  it('heals itself where it was kept with a policy that lets nothing run: the service worker, since the page is blank', async () => {
    let isWrong = true;
    let times = 0;
    await site.open({
      // The page comes rightly. What the service worker fetches to keep does not.
      headersOf: (path): Record<string, string> =>
        path === 'index.html' && ++times > 1 && isWrong
          ? { 'Content-Security-Policy': "script-src 'none'" }
          : {},
    });
    await keep();
    isWrong = false;
    await site.page.reload();
    await site.page.getByText('one of its files came damaged').waitFor();
    // Nobody does anything: it comes back by itself.
    await backendOf(site.page);
    expect(await site.page.locator('#text').count()).toBe(1);
  });
});
