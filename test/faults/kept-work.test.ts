/** What readers asked to keep on this machine, where there is no room for it, or where the site's data are deleted. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { architectureFolder } from '../architectures';
import { BatchGate } from '../browser/batch-gate';
import { FilePage } from '../browser/file-page';
import { useTinySite } from '../browser/tiny-site';
import { useSite } from './site';

const many = 200;
const survey = {
  csv: ['comment', ...Array.from({ length: many }, (_, at) => `The answer number ${at} was good`)].join('\n'),
};

/** What happens to the storage of a page. */
async function storageOf(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  return {
    /** @param bytes null: as much as there is */
    room: (bytes: number | null) =>
      devtools.send('Storage.overrideQuotaForOrigin', {
        origin,
        ...(bytes !== null && { quotaSize: bytes }),
      }),
    clear: () => devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' }),
  };
}

describe('work on a file that is to be kept', () => {
  const site = useTinySite();
  const file = new FilePage(site);
  const gate = new BatchGate(2);
  let page: Page;
  let storage: Awaited<ReturnType<typeof storageOf>>;
  const kept = (is: boolean) => page.locator(`[data-testid="keep-this"][data-kept="${is}"]`).waitFor();
  const notKept = () => page.getByText('This work is not kept on this machine:');

  beforeEach(async () => {
    page = await site.open('#/file', {}, (context) => gate.put(context));
    storage = await storageOf(page);
  });

  async function begin(): Promise<void> {
    await file.choose(survey);
    await file.firstLook();
    await page.getByLabel('Keep on this machine').check();
    await file.read();
  }

  async function readToTheEnd(): Promise<void> {
    await gate.lift(page);
    await file.phase('done');
    expect(await file.readCount()).toBe(many);
  }

  it('is read all the same where there is no room for it, as the page says, and kept once there is', async () => {
    await storage.room(1);
    await begin();
    await notKept().waitFor();
    expect(await notKept().innerText()).toMatch(/there is no more room for it/i);
    await kept(false);
    await readToTheEnd();
    await storage.room(null);
    await page.getByLabel('Keep on this machine').check();
    await kept(true);
    await page.reload();
    await file.goOnWithKept();
    expect(await file.readCount()).toBe(many);
  });

  it("is read on where the site's data are deleted meanwhile, and the page says that it is kept no more", async () => {
    await begin();
    await kept(true);
    await file.someRead();
    await storage.clear();
    await readToTheEnd();
    await notKept().waitFor();
    await kept(false);
  });

  it("that was kept, and deleted with the site's data while it was listed, is told to be gone", async () => {
    await begin();
    await kept(true);
    await readToTheEnd();
    await page.reload();
    await page.getByTestId('kept-works').waitFor();
    await storage.clear();
    await page.getByTestId('kept-works').getByRole('button', { name: 'Go on' }).click();
    expect(await page.getByRole('alert').first().innerText()).toMatch(/^It is not kept any more/);
    await file.choose(survey);
    await file.firstLook();
  });
});

describe('a model that is to be kept', () => {
  const site = useSite();
  let page: Page;
  let storage: Awaited<ReturnType<typeof storageOf>>;
  const runs = () =>
    page
      .getByTestId('what-runs')
      .locator('strong', { hasText: /^roberta$/ })
      .waitFor();

  beforeEach(async () => {
    await site.open();
    page = site.page;
    await page.goto(`${site.server.url}?model=tiny-model#/model`);
    storage = await storageOf(page);
    await page.getByTestId('what-runs').locator('strong').first().waitFor();
    await page.getByTestId('folder-picker').setInputFiles(architectureFolder('roberta'));
    await runs();
  });

  const keep = () => page.getByRole('button', { name: 'Keep roberta here' }).click();

  it('runs all the same where there is no room for it, and the page says how much it takes', async () => {
    await storage.room(1);
    await keep();
    await page.getByText(/^There is no room to keep it: it takes \d+ MB\.$/).waitFor();
    await storage.room(null);
    await keep();
    await page.getByRole('button', { name: 'Delete roberta' }).waitFor();
  });

  it("runs on where the site's data are deleted, is told to be gone where it is opened, and can be kept anew", async () => {
    await keep();
    await page.getByRole('button', { name: 'Delete roberta' }).waitFor();
    await storage.clear();
    await page.getByRole('button', { name: 'Open roberta' }).click();
    expect(await page.getByTestId('kept').getByRole('alert').innerText()).toMatch(
      /^roberta is not kept any more: it has been deleted since\./,
    );
    await runs();
    await keep();
    await page.getByRole('button', { name: 'Delete roberta' }).waitFor();
  });
});
