import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../scripts/site-server';
import { backendOf } from '../browser/browser';
import { listenElsewhere, tryToLeave, type Elsewhere } from './elsewhere';
import { inEveryWorker } from './page-workers';
import { useSite } from './site';

describe('the policy of the page', () => {
  const site = useSite();
  let elsewhere: Elsewhere;

  beforeAll(async () => {
    elsewhere = await listenElsewhere();
  });

  afterAll(() => elsewhere.close());

  it('is open to who asks from elsewhere: the test can tell', async () => {
    await site.open();
    // A page of the same kind of host, without a policy.
    const bare = await serveSite(resolve(import.meta.dirname, '../fixtures'), { headers: false });
    await site.page.goto(`${bare.url}tiny-model/config.json`);
    const reached: string[] = await site.page.evaluate(tryToLeave(elsewhere.url));
    expect(reached).toContain('fetch');
    expect(elsewhere.visits).toContain('/fetch');
    elsewhere.visits.length = 0;
    await bare.close();
  });

  it.each([
    ['without headers, without a service worker', 'block', 'wasm'],
    ['without headers, with threads by the service worker', 'allow', 'wasm-threads'],
  ] as const)('binds the page and each of its workers on a host %s', async (_, serviceWorkers, backend) => {
    await site.open({ headers: false }, { serviceWorkers });
    const { page } = site;
    await site.visit();
    await page.locator(`[data-backend="${backend}"]`).waitFor({ state: 'attached' });
    expect(await backendOf(page)).toBe(backend);
    // The runtime, with its threads, comes behind the first answer.
    await page.locator('[data-testid="model-ready"][data-gradients="there"]').waitFor({ state: 'attached' });
    // The browser says yes to a beacon before it asks the policy: who came tells.
    expect(await page.evaluate(tryToLeave(elsewhere.url))).not.toContain('fetch');
    const workers = await inEveryWorker(page, tryToLeave(elsewhere.url));
    const named = (role: string) => workers.filter(({ name }) => name?.startsWith(role)).length;
    expect(named('model-')).toBe(1);
    expect(named('kernels-')).toBeGreaterThan(0);
    if (backend === 'wasm-threads') {
      expect(workers.filter(({ name }) => name === null).length).toBeGreaterThan(0);
    }
    // A worker from a blob has its maker's policy: that goes for those too that are too busy to be asked.
    expect(workers.filter(({ url }) => !url.startsWith('blob:'))).toEqual([]);
    expect(workers.filter(({ value }) => value !== null && (value as unknown[]).length > 0)).toEqual([]);
    expect(elsewhere.visits).toEqual([]);
  });
});
