/** Hostile texts through the page; `FUZZ_SEED` brings back those of a run that failed. */
import fc from 'fast-check';
import { expect, describe, it } from 'vitest';
import { backendOf, probabilities, Watch } from '../browser/browser';
import { hostileTexts } from '../hostile-texts';
import { useSite } from './site';

const count = 300;
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

describe(`${count} hostile texts in the page`, () => {
  const site = useSite();

  it(`are read, one after the other, and nothing in them is run (seed ${seed})`, async () => {
    await site.open();
    const { page } = site;
    const watch = new Watch(site.context, site.server.url);
    await site.visit();
    await backendOf(page);
    const elements = () => page.locator('main script, main iframe, main a[href^="javascript:"]').count();
    expect(await elements()).toBe(0);
    let read = 0;
    for (const text of fc.sample(hostileTexts, { numRuns: count, seed })) {
      await page.locator('#text').fill(text);
      if ((await page.locator('#text').inputValue()).trim() === '') continue;
      const sum = async () =>
        (await probabilities(page)).reduce((total, probability) => total + probability, 0);
      await expect.poll(sum, { message: JSON.stringify(text) }).toBeCloseTo(1, 6);
      read++;
    }
    expect(read).toBeGreaterThan(count / 2);
    expect(await elements()).toBe(0);
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  }, 1_800_000);
});
