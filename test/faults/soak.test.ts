/**
 * Memory over many explanations of different texts: `SOAK=1000 npx vitest run --project faults test/faults/soak.test.ts`
 * for the long run.
 */
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { backendOf, launch, openPage, probabilities, runEnd, setNumbers } from '../browser/browser';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };
const rounds = Number(process.env['SOAK'] ?? 120);
/** Explanations after which memory counts as warm. */
const warm = Math.min(100, rounds / 2);

describe('memory', () => {
  let browser: Browser;
  let server: SiteServer;
  let page: Page;

  beforeAll(async () => {
    // Memory is measured at once, after a collection, instead of at the browser's leisure.
    browser = await launch(['--enable-blink-features=ForceEagerMeasureMemory', '--js-flags=--expose-gc']);
    server = await serveSite(inject('site'), { mounts });
    page = await openPage(await browser.newContext(), `${server.url}?model=tiny-model`);
    await backendOf(page);
    await setNumbers(page, { 'Shapley evaluations': 64, 'LIME samples': 50, 'Integration steps': 8 });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const measure = () =>
    page.evaluate(async () => {
      const { bytes } = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return bytes;
    });

  async function explain(round: number): Promise<void> {
    await page
      .locator('#text')
      .fill(`Number ${round} is a text that nobody has read before, and rather short.`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
  }

  it(
    `grows by less than a tenth from the ${warm}th to the ${rounds}th explanation`,
    async () => {
      const curve: [number, number][] = [];
      for (let round = 1; round <= rounds; round++) {
        await explain(round);
        if (round % Math.max(10, rounds / 20) === 0 || round === warm) curve.push([round, await measure()]);
      }
      console.log(
        'explanations: memory of page and workers\n' +
          curve.map(([round, bytes]) => `${round}: ${(bytes / 2 ** 20).toFixed(1)} MiB`).join('\n'),
      );
      const before = curve.find(([round]) => round >= warm)![1];
      expect(curve.at(-1)![1] / before).toBeLessThan(1.1);
    },
    60 * 60_000,
  );
});
