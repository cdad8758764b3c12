import { beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { BatchGate } from '../browser/batch-gate';
import { FilePage } from '../browser/file-page';
import { useTinySite } from '../browser/tiny-site';
import { endWorker, inOneWorker } from './page-workers';
import { clearSiteData } from './site-data';

const many = 200;
const survey = {
  csv: ['comment', ...Array.from({ length: many }, (_, at) => `The answer number ${at} was good`)].join('\n'),
};

describe('work on a file goes on', () => {
  const site = useTinySite();
  const file = new FilePage(site);
  const gate = new BatchGate(2);
  let page: Page;

  beforeEach(async () => {
    page = await site.open('#/file', {}, (context) => gate.put(context));
  });

  it.each([false, true])('where its worker dies, whether it is kept or not: %s', async (isKept) => {
    await file.choose(survey);
    await file.firstLook();
    if (isKept) await page.getByLabel('Keep on this machine').check();
    await file.read();
    await file.someRead();
    await endWorker(page, 'file-');
    await page.getByText('nothing is lost').waitFor();
    await gate.lift(page);
    await file.phase('done');
    expect(await file.readCount()).toBe(many);
    expect(await page.locator(`[data-testid="keep-this"][data-kept="${isKept}"]`).count()).toBe(1);
  });

  it("where its worker was started after the site's data were deleted, and dies", async () => {
    await clearSiteData(page);
    await file.choose(survey);
    await file.firstLook();
    await file.read();
    await file.someRead();
    await endWorker(page, 'file-');
    await page.getByText('nothing is lost').waitFor();
    await gate.lift(page);
    await file.phase('done');
    expect(await file.readCount()).toBe(many);
  });

  it('where its worker hangs, which nothing but its silence tells', async () => {
    await file.choose(survey);
    await file.firstLook();
    await file.read();
    await file.someRead();
    await inOneWorker(page, 'file-', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);');
    await gate.lift(page);
    // Two minutes without an answer, of what is asked of it next.
    await page.getByText('nothing is lost').waitFor({ timeout: 240_000 });
    expect(await page.getByText('The worker that held the file ended').innerText()).toMatch(
      /it did not answer/,
    );
    await file.phase('done');
    expect(await file.readCount()).toBe(many);
  }, 400_000);

  it('after the tab was frozen in the background', async () => {
    await file.choose(survey);
    await file.firstLook();
    await file.read();
    await file.someRead();
    const client = await site.context.newCDPSession(page);
    await client.send('Page.setWebLifecycleState', { state: 'frozen' });
    await client.send('Page.setWebLifecycleState', { state: 'active' });
    await gate.lift(page);
    await file.phase('done');
    expect(await file.readCount()).toBe(many);
  });
});
