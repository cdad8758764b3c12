import { beforeEach, describe, expect, it } from 'vitest';
import { backendOf, probabilities, runEnd, setNumbers } from '../browser/browser';
import { inEveryWorker } from './page-workers';
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

  /** Runs statements, a moment later, in one worker of a role; names begin with it. */
  async function inOne(role: string, statements: string): Promise<void> {
    // Once: whoever of that role takes the lock first.
    const workers = await inEveryWorker(
      site.page,
      `self.name.startsWith('${role}') && navigator.locks.request('fault', { ifAvailable: true }, (lock) => {
        if (!lock) return false;
        setTimeout(() => { ${statements} }, 50);
        return new Promise((done) => setTimeout(() => done(true), 40));
      })`,
    );
    expect(workers.filter(({ value }) => value === true)).toHaveLength(1);
  }

  const endWorker = (role: string) => inOne(role, 'self.close();');

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
    await endWorker('model-');
    await site.page.getByTestId('mended').waitFor();
    expect(await site.page.getByTestId('mended').innerText()).toMatch(
      /worker failed: it ended\. The model was loaded again/,
    );
    await backendOf(site.page);
    await site.page.locator('#text').fill('Read by its successor.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it('is replaced at work, and what it explained is explained again', async () => {
    await explainLong();
    await endWorker('model-');
    await site.page.getByTestId('mended').waitFor();
    expect(await runEnd(site.page)).toBe('done');
  });

  it('of the kernels is replaced, and its share of the work done again', async () => {
    await endWorker('kernels-');
    await site.page.locator('#text').fill(manyWindows);
    expect(await probabilities(site.page)).toHaveLength(3);
    await site.page.getByText(/a worker of the kernels failed: it ended/).waitFor();
  });

  it('of the kernels by an uncaught error is replaced too', async () => {
    await inOne('kernels-', "throw new Error('something nobody caught');");
    await site.page.locator('#text').fill(manyWindows);
    expect(await probabilities(site.page)).toHaveLength(3);
    await site.page.getByTestId('mended').waitFor();
    expect(await site.page.getByTestId('mended').innerText()).toMatch(
      /a worker of the kernels failed: .*something nobody caught/,
    );
  });
});
