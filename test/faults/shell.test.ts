import { expect, describe, it } from 'vitest';
import { backendOf } from '../browser/browser';
import { useSite } from './site';

describe('the kept page', () => {
  const site = useSite();

  it('heals itself where what was kept is lost or damaged: the service worker, since the page is blank', async () => {
    await site.open();
    await site.visit();
    await backendOf(site.page);
    await expect.poll(() => site.installed(), { timeout: 60_000 }).toBe(true);
    await site.page.evaluate(async () => {
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
    await site.page.reload();
    expect(await site.page.getByText('one of its files came damaged').count()).toBe(1);
    // Nobody does anything: it comes back by itself.
    await backendOf(site.page);
    expect(await site.page.locator('#text').count()).toBe(1);
  });
});
