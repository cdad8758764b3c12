import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite } from '../../scripts/site-server';
import { launch, newPage, softwareGpu, technical, Watch } from './browser';

/** What may be sent before the first prediction, by a host that does not compress. */
const mostBytes = 8e6;

interface Watched {
  /** What moved though nobody had touched anything, by how much. */
  shifts: string[];
}

/** Notes in a page what moves by itself: letters that take their typeface move by less than counts here. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as unknown as { value: number; sources: { node: Node | null }[] };
        if (value < 0.01) continue;
        shifts.push(
          `${value.toFixed(4)}: ${sources.map(({ node }) => node?.textContent?.trim().slice(0, 40)).join(' | ')}`,
        );
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

describe('a first visit', () => {
  let browser: Browser;

  beforeAll(async () => {
    // With a software GPU, which is never to be used.
    browser = await launch(softwareGpu);
  });
  afterAll(() => browser.close());

  it('gets its first prediction from at most 8 MB, and what gradients need behind it, without software WebGPU', async () => {
    const sent: { readonly path: string; readonly bytes: number; readonly at: number }[] = [];
    /** What becomes of a request for the runtime. */
    let runtime: 'held' | 'refused' | 'sent' = 'held';
    const held: (() => void)[] = [];
    const server = await serveSite(inject('site'), {
      onSent: (path, bytes) => sent.push({ path, bytes, at: Date.now() }),
      intercept: (path, _request, response) => {
        if (runtime === 'sent' || !/ort-wasm.*\.bin$/.test(path)) return false;
        const refuse = () => void response.writeHead(503).end();
        if (runtime === 'held') held.push(refuse);
        else refuse();
        return true;
      },
    });
    const context = await browser.newContext();
    const watch = new Watch(context, server.url);
    const page = await newPage(context);
    await watchShifts(page);
    await page.goto(`${server.url}#/text`);
    /** What had been sent when the page set a mark: a busy machine may tell of it late. */
    const sentBefore = async (mark: string) => {
      await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark);
      const reached = await page.evaluate(
        (name) => performance.timeOrigin + performance.getEntriesByName(name)[0]!.startTime,
        mark,
      );
      return sent.filter(({ at }) => at <= reached);
    };
    const first = await sentBefore('first-prediction');
    expect(sent.map(({ path }) => path)).toContain('models/sentiment/weights.bin');
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(mostBytes);
    // The whole example is explained before anything of the runtime has come.
    const settled = await sentBefore('settled');
    expect(settled.filter(({ path }) => /ort-wasm|onnx$/.test(path))).toEqual([]);
    const ready = page.getByTestId('model-ready');
    expect(await ready.getAttribute('data-reader')).toBe('kernels');
    expect(await ready.getAttribute('data-gradients')).toBe('coming');
    // Typefaces and live values have come in the place of what stood there, and nothing has jumped.
    expect(await page.evaluate(() => (globalThis as unknown as Watched).shifts)).toEqual([]);

    // Without the runtime there are no gradients, and the page says so; tried again, it has them.
    await expect.poll(() => held.length).toBe(1);
    runtime = 'refused';
    held[0]!();
    const notice = page.getByTestId('no-gradients');
    expect(await notice.innerText()).toMatch(/There are no gradients: .*the server answered 503/);
    const trust = page.getByTestId('trust');
    await expect.poll(() => trust.innerText()).toContain('Integrated Gradients could not be asked.');
    expect(await trust.getAttribute('data-methods')).toBe('2');
    runtime = 'sent';
    await notice.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-testid="model-ready"][data-gradients="there"]').waitFor({ state: 'attached' });
    // The text is still the same: the method that was missing is asked, and the rest stays.
    await expect.poll(() => trust.getAttribute('data-methods')).toBe('3');
    await page.locator('#text').fill('Not bad at all, and quick.');
    await page.getByText(/^(?:Methods (?:agree|disagree)|No method finds)/).waitFor();
    await expect.poll(() => technical(page)).toMatch(/WebGPU: its adapter is software/);
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
    await server.close();
  });
});
