import { describe, expect, it } from 'vitest';
import { backendOf } from '../browser/browser';
import { useSite } from './site';

describe('the kept page', () => {
  const site = useSite();

  /** Opens the page, and waits until its files are kept. */
  async function keep(): Promise<void> {
    await site.visit();
    await backendOf(site.page);
    await expect.poll(() => site.installed(), { timeout: 60_000 }).toBe(true);
  }

  it.each([
    ['its script', /assets\/index-.*\.js$/],
    ['a part that is loaded with a view', /assets\/AboutView-.*\.js$/],
  ])('runs nothing that was damaged where it is kept, and has the host’s instead: %s', async (_, file) => {
    await site.open();
    await keep();
    const { page } = site;
    const damaged = await page.evaluate(async (pattern) => {
      let count = 0;
      for (const name of await caches.keys()) {
        if (!name.startsWith('albert-lens-shell-')) continue;
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          if (!new RegExp(pattern).test(request.url)) continue;
          count++;
          await cache.put(
            request,
            new Response('<p>not this', { headers: { 'Content-Type': 'text/javascript' } }),
          );
        }
      }
      return count;
    }, file.source);
    expect(damaged).toBe(1);
    await page.reload();
    await backendOf(page);
    await page.evaluate(() => void (location.hash = '#/about'));
    await page.getByRole('heading', { name: 'About albert-lens' }).waitFor();
    // It is made whole again, without anybody's doing.
    await page.reload();
    await page.getByRole('heading', { name: 'About albert-lens' }).waitFor();
    const isRight = () =>
      page.evaluate(async (pattern) => {
        for (const name of await caches.keys()) {
          if (!name.startsWith('albert-lens-shell-')) continue;
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            if (new RegExp(pattern).test(request.url))
              return !(await (await cache.match(request))!.text()).startsWith('<p>');
          }
        }
        return false;
      }, file.source);
    await expect.poll(isRight).toBe(true);
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
