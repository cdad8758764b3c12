import { describe, expect, it } from 'vitest';
import type { SiteOptions } from '../../scripts/site-server';
import { backendOf, probabilities } from '../browser/browser';
import { useSite } from './site';

describe('storage', () => {
  const site = useSite();

  async function open(options: SiteOptions = {}) {
    await site.open(options);
    const devtools = await site.context.newCDPSession(site.page);
    return { devtools, origin: new URL(site.server.url).origin };
  }

  it('that is full keeps nothing from working, and the page says what it needs', async () => {
    const { devtools, origin } = await open();
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
    await site.visit();
    await backendOf(site.page);
    await site.offline('not-kept');
    await site.page
      .getByText(/Not kept for offline use: storage is full \([\d.]+ [kMG]B more are needed\)/)
      .waitFor();
    await site.page.locator('#text').fill('It reads all the same.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it('that holds all is what the page says it is: there without a host', async () => {
    await open();
    await site.visit();
    await backendOf(site.page);
    await site.offline('kept');
    await site.server.close();
    await site.page.reload();
    await backendOf(site.page);
    await site.page.locator('#text').fill('Nobody is there.');
    expect(await probabilities(site.page)).toHaveLength(3);
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
    const { devtools, origin } = await open({
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
    await site.visit();
    await asked;
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await site.page
      .locator('[data-testid="model-ready"], [data-testid="model-failed"]')
      .waitFor({ state: 'attached' });
    const retry = site.page.getByRole('button', { name: 'Try again' });
    if ((await retry.count()) > 0) await retry.click();
    await site.page.getByTestId('model-ready').waitFor({ state: 'attached' });
    await site.page.locator('#text').fill('It reads all the same.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });
});
