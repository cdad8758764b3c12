import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  backendOf,
  launch,
  openPage,
  probabilities,
  runEnd,
  setNumbers,
  sumsOf,
  technical,
  Watch,
} from './browser';
import { serveSite, type SiteServer } from '../../scripts/site-server';

const sentence = 'I absolutely love this phone, but the battery life is short.';

describe('the built site with the shipped model', () => {
  let server: SiteServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let watch: Watch;

  beforeAll(async () => {
    server = await serveSite(inject('site'));
    browser = await launch();
    context = await browser.newContext({ acceptDownloads: true });
    watch = new Watch(context, server.url);
    page = await openPage(context, server.url);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('runs on WASM threads where there is no GPU, and says why', async () => {
    expect(await backendOf(page)).toBe('wasm-threads');
    const about = await technical(page);
    expect(about).toMatch(/WebGPU: .*(?:GPU|WebGPU)/);
    expect(about).toMatch(/read by this page's own integer arithmetic, in \d+ workers?/);
  });

  it('reads the sentence: three probabilities that sum to 1', async () => {
    await page.locator('#text').fill(sentence);
    const found = await probabilities(page);
    expect(found).toHaveLength(3);
    expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    expect(await page.getByTestId('predicted').innerText()).toBe('positive');
  });

  it('explains it by three methods, whose sums hold', async () => {
    await setNumbers(page, { 'Shapley evaluations': 400, 'LIME samples': 300, 'Integration steps': 20 });
    await page.getByRole('checkbox', { name: 'Shapley interpolation' }).uncheck();
    await page.getByRole('checkbox', { name: 'KernelSHAP' }).check();
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'kernel-shap');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);
    const gradients = await sumsOf(page, 'integrated-gradients');
    expect(Math.abs(gradients.base + gradients.sum - gradients.output)).toBeLessThan(1e-2);
    expect(Math.abs(gradients.delta)).toBeLessThan(1e-2);
    const lime = page.locator('[data-method="lime"]');
    expect(await lime.getByRole('button', { name: /^love: \+/ }).count()).toBe(1);
  });

  it('compares them: five words of each, and the overlap of every two', async () => {
    const comparison = page.getByTestId('comparison');
    expect(await comparison.locator('table').first().locator('tbody tr').count()).toBe(5);
    expect(await comparison.getByText(/^\d+\.\d %$/).count()).toBe(3);
  });

  it('shows a value at the word that has the focus, and moves by arrow keys', async () => {
    const card = page.locator('[data-method="kernel-shap"]');
    await card.getByRole('button', { name: /^I: / }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await card.locator('.readout').innerText()).toMatch(/^love \+0\.\d{4}/);
    expect(await page.locator('[data-method="lime"] .readout').innerText()).toMatch(/^love /);
  });

  it('measures on demand how far the explanations can be believed', async () => {
    await page.getByRole('button', { name: 'Measure' }).click();
    const assessment = page.getByTestId('assessment');
    await assessment.waitFor();
    const words = await assessment.innerText();
    expect(words.match(/costs \S+ of the output on average/g)).toHaveLength(3);
    expect(words.match(/share \d+\.\d % of their top 5 words/g)).toHaveLength(2);
    expect(words).toContain('Integrated Gradients: no chance in it');
    expect(await assessment.getByRole('img', { name: /Comprehensiveness|Sufficiency/ }).count()).toBe(2);
  });

  it('saves what it shows', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const saved = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      text: string;
      class: string;
      explanations: { method: string; values: number[]; spans: unknown[] }[];
    };
    expect(saved).toMatchObject({ text: sentence, class: 'positive' });
    expect(saved.explanations.map(({ method }) => method)).toEqual([
      'kernel-shap',
      'lime',
      'integrated-gradients',
    ]);
    for (const { values, spans } of saved.explanations) expect(values).toHaveLength(spans.length);
  });

  it('cancels a long KernelSHAP within its batch, and goes on with the same worker', async () => {
    const before = page.workers();
    await setNumbers(page, { 'Shapley evaluations': 8192 });
    // More words than can be enumerated: the run would take all of its evaluations.
    await page.locator('#text').fill(`${sentence} ${sentence}`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    const running = page.locator('[data-method="kernel-shap"][data-phase="running"]');
    await running.getByText(/ of 8,\d{3} evaluations/).waitFor();
    await running.locator('.text .word').first().waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await runEnd(page)).toBe('cancelled');
    // What had come of it stays, and is not taken for the whole.
    const stopped = page.locator('[data-method="kernel-shap"][data-phase="stopped"]');
    expect(await stopped.innerText()).toMatch(/Stopped before it was done/);
    expect(await stopped.locator('.text .word').count()).toBe(26);
    expect(page.workers()).toEqual(before);
    expect(await page.locator('#text').inputValue()).toBe(`${sentence} ${sentence}`);
    await page.locator('#text').fill('A new text.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it('keeps the focus on the button that explains and cancels, and cancels by Escape', async () => {
    await page.locator('#text').fill(`${sentence} ${sentence}`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Cancel');
    await page.keyboard.press('Escape');
    expect(await runEnd(page)).toBe('cancelled');
    expect(await focused()).toBe('Explain');
  });

  it('asked no other host for anything, and logged no error', () => {
    expect(watch.foreignRequests).toEqual([]);
    expect(watch.errors).toEqual([]);
  });
});
