import { beforeEach, describe, expect, it } from 'vitest';
import { backendOf, probabilities, runEnd, setNumbers } from '../browser/browser';
import { endWorker, inOneWorker } from './page-workers';
import { clearSiteData } from './site-data';
import { useSite } from './site';

/** Of many rows, so that every worker of the kernels has its share. */
const manyWindows = 'Read by its successor. '.repeat(600);

describe('a worker that ends', () => {
  const site = useSite();

  beforeEach(async () => {
    await site.open();
    await site.visit();
    await backendOf(site.page);
  });

  async function explainLong(): Promise<void> {
    await setNumbers(site.page, { 'Shapley evaluations': 1024 });
    const words = Array.from({ length: 150 }, (_, at) => `word${at}`).join(' ');
    await site.page.locator('#text').fill(`${words}.`);
    await probabilities(site.page);
    await site.page.getByRole('button', { name: 'Explain' }).click();
    await site.page
      .getByText(/ of at most [\d,]+ evaluations/)
      .first()
      .waitFor();
  }

  it('is replaced while idle, without a word lost', async () => {
    await endWorker(site.page, 'model-');
    await site.page.getByTestId('mended').waitFor();
    expect(await site.page.getByTestId('mended').innerText()).toMatch(
      /worker failed: it ended\. The model was loaded again/,
    );
    await backendOf(site.page);
    await site.page.locator('#text').fill('Read by its successor.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it("is replaced where the site's data were deleted since it was started, and so is its successor", async () => {
    await clearSiteData(site.page);
    for (const text of ['Read by its successor.', "Read by that one's successor."]) {
      // A worker that opens its gradients has no ear for anything.
      await site.page
        .locator('[data-testid="model-ready"][data-gradients="there"]')
        .waitFor({ state: 'attached' });
      // Nothing is asked of it: its silence could not tell.
      await Promise.all([site.page.waitForEvent('worker'), endWorker(site.page, 'model-')]);
      await site.page.getByTestId('mended').waitFor();
      await backendOf(site.page);
      await site.page.locator('#text').fill(text);
      expect(await probabilities(site.page)).toHaveLength(3);
    }
  });

  it('is replaced at work, and what it explained is explained again', async () => {
    await explainLong();
    await endWorker(site.page, 'model-');
    await site.page.getByTestId('mended').waitFor();
    expect(await runEnd(site.page)).toBe('done');
  });

  it('of the kernels is replaced, and its share of the work done again', async () => {
    await endWorker(site.page, 'kernels-');
    await site.page.locator('#text').fill(manyWindows);
    expect(await probabilities(site.page)).toHaveLength(3);
    await site.page.getByText(/a worker of the kernels failed: it ended/).waitFor();
  });

  it('of the kernels by an uncaught error is replaced too', async () => {
    await inOneWorker(site.page, 'kernels-', "throw new Error('something nobody caught');");
    await site.page.locator('#text').fill(manyWindows);
    expect(await probabilities(site.page)).toHaveLength(3);
    await site.page.getByTestId('mended').waitFor();
    expect(await site.page.getByTestId('mended').innerText()).toMatch(
      /a worker of the kernels failed: .*something nobody caught/,
    );
  });
});
