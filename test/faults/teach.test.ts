import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { serveSite } from '../../scripts/site-server';
import { launch, openPage, softwareGpu, Watch } from '../browser/browser';
import { mounts, useTinySite } from '../browser/tiny-site';
import { easyTexts } from '../teach-tools';
import { endWorker } from './page-workers';
import { quickGpu } from './quick-gpu';
import { clearSiteData } from './site-data';

const classes = ['negative', 'neutral', 'positive'];

/** Brings labels by a file, and opens what learns from them, with so many passes. */
async function bring(page: Page, passes: number): Promise<void> {
  const rows = easyTexts(60).map(({ text, label }) => `"${text}",${classes[label]}`);
  const csv = Buffer.from(['text,label', ...rows].join('\n'));
  await page
    .getByTestId('file-picker')
    .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: csv });
  await page.getByRole('button', { name: 'Read the texts' }).click();
  await page.locator('[data-testid="workbench"][data-phase="done"]').waitFor();
  await page.getByRole('button', { name: 'Teach with these rows' }).click();
  await page.getByText('Passes and learning rate').click();
  await page.getByLabel('Passes over the labels').fill(String(passes));
}

const phase = (page: Page, wanted: string) =>
  page.locator(`[data-testid="fine-tune"][data-phase="${wanted}"]`).waitFor();

describe('teaching goes on', () => {
  const site = useTinySite();

  it.each([false, true])(
    'from its last checkpoint where its worker dies, whether it is kept or not: %s',
    async (isKept) => {
      const page = await site.open('#/file');
      await bring(page, 100);
      if (isKept) {
        await page.getByLabel('Keep on this machine').check();
        await page.locator('[data-testid="keep-labels"][data-kept="true"]').waitFor();
      }
      await page.getByTestId('start').click();
      // Behind the first checkpoint that has learnt something.
      await page.getByText(/Learning: step (?:[2-9]\d|\d{3}) of/).waitFor();
      await endWorker(page, 'teach-');
      await page.getByTestId('teach-mended').waitFor();
      await phase(page, 'done');
      expect(await page.getByTestId('labels').innerText()).toMatch(/^60 labels/);
      await page.locator(`[data-testid="keep-labels"][data-kept="${isKept}"]`).waitFor();
    },
  );

  it("where its worker was started after the site's data were deleted, and dies", async () => {
    const page = await site.open('#/file');
    await clearSiteData(page);
    await bring(page, 100);
    await page.getByTestId('start').click();
    await page.getByText(/Learning: step (?:[2-9]\d|\d{3}) of/).waitFor();
    await endWorker(page, 'teach-');
    await page.getByTestId('teach-mended').waitFor();
    await phase(page, 'done');
  });

  it('where it was paused, and is given up at a word', async () => {
    const page = await site.open('#/file');
    await bring(page, 100);
    await page.getByTestId('start').click();
    await page.getByText(/Learning: step \d+ of/).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await phase(page, 'paused');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText(/Learning: step \d+ of/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await phase(page, 'idle');
    expect(await page.getByTestId('labels').innerText()).toMatch(/^60 labels/);
  });
});

it('teaching takes WebGPU only where it is right and quicker, and says why not', async () => {
  const server = await serveSite(inject('site'), { mounts, ...quickGpu });
  const browser = await launch(softwareGpu);
  try {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const watch = new Watch(context, server.url);
    const page = await openPage(context, `${server.url}?model=tiny-model`);
    await page.locator('[data-testid="model-ready"][data-backend="webgpu"]').waitFor({ state: 'attached' });
    await page.evaluate(() => void (location.hash = '#/file'));
    await bring(page, 1);
    await page.getByTestId('start').click();
    await phase(page, 'done');
    expect(await page.getByTestId('outcome').innerText()).toMatch(
      /on WebAssembly \(\d threads?\), not on WebGPU: a step takes longer there/,
    );
    expect(watch.foreignRequests).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});
