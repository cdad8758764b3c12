import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  backendOf,
  chooseMethod,
  launch,
  openColumn,
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

  const rowOf = (word: string) =>
    page.locator('tbody tr', { has: page.getByRole('button', { name: word, exact: true }) });
  const valuesOf = (word: string) => rowOf(word).locator('.value').allInnerTexts();

  it('runs on WASM threads where there is no GPU, and says why', async () => {
    expect(await backendOf(page)).toBe('wasm-threads');
    // It is looked for when nobody asks for anything.
    await expect.poll(() => technical(page)).toMatch(/WebGPU: .*(?:GPU|WebGPU)/);
    expect(await technical(page)).toMatch(/read by this page's own integer arithmetic, in \d+ workers?/);
  });

  it('reads the sentence: three probabilities that sum to 1', async () => {
    await page.locator('#text').fill(sentence);
    const found = await probabilities(page);
    expect(found).toHaveLength(3);
    expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    // The most probable class is named first, also where another one may be meant.
    expect(await page.getByTestId('predicted').innerText()).toMatch(/^positive/);
  });

  it('explains it by three methods, whose sums hold', async () => {
    await setNumbers(page, { 'Shapley evaluations': 400, 'LIME samples': 300, 'Integration steps': 20 });
    await chooseMethod(page, 'Shapley interpolation', false);
    await chooseMethod(page, 'KernelSHAP', true);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'kernel-shap');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);
    const gradients = await sumsOf(page, 'integrated-gradients');
    expect(Math.abs(gradients.base + gradients.sum - gradients.output)).toBeLessThan(1e-2);
    expect(Math.abs(gradients.delta)).toBeLessThan(1e-2);
    expect(await valuesOf('love')).toEqual([
      expect.stringMatching(/^\+\d/),
      expect.stringMatching(/^\+\d/),
      expect.stringMatching(/^\+\d/),
    ]);
  });

  it('draws all of them on one axis', async () => {
    const widthOfPoint = await page.evaluate(() => {
      const row = [...document.querySelectorAll('tbody tr')].find((one) => one.textContent.includes('love'))!;
      return [...row.querySelectorAll('td')].map((cell) => {
        const points = Number.parseFloat(cell.querySelector('.value')!.textContent.replace('\u2212', '-'));
        return cell.querySelector('.bar')!.getBoundingClientRect().width / points;
      });
    });
    expect(Math.max(...widthOfPoint) / Math.min(...widthOfPoint)).toBeCloseTo(1, 1);
  });

  it('stands beside the rail, whole, on a tablet held upright', async () => {
    const { width, height } = page.viewportSize()!;
    for (const upright of [768, 820]) {
      await page.setViewportSize({ width: upright, height: 1100 });
      expect(await page.getByText('Remove words').isVisible()).toBe(true);
      const hidden = await page
        .locator('.scroll', { has: page.locator('tbody') })
        .first()
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(hidden, `${upright} px`).toBe(0);
    }
    await page.setViewportSize({ width: 360, height: 700 });
    await page.getByRole('button', { name: 'Settings KernelSHAP, LIME, Integrated Gradients' }).waitFor();
    await page.setViewportSize({ width, height });
  });

  it('says whether they agree, true of direction, and flags the words that they move different ways', async () => {
    const words = await page.getByTestId('trust').innerText();
    expect(words).toMatch(
      /They agree on the direction of .+\.\s+All three have love, but and two other words among/,
    );
    const flagsOf = (word: string) => rowOf(word).getByText('directions differ').count();
    for (const word of ['love', 'but', 'short']) expect(await flagsOf(word)).toBe(0);
    // A weak word, which Integrated Gradients moves the other way: it is not among those of the sentence.
    expect(await flagsOf('life')).toBe(1);
  });

  it('orders the words by size', async () => {
    const first = () => page.locator('tbody tr').first().getByRole('button').innerText();
    expect(await first()).toBe('I');
    await page.getByRole('button', { name: 'By size' }).click();
    // Integrated Gradients give it 50 points, more than any method gives another word.
    expect(await first()).toBe('but');
    await page.getByRole('button', { name: 'As in the text' }).click();
  });

  it('compares them: five words of each, and the overlap of every two', async () => {
    const comparison = page.getByTestId('comparison');
    expect(await comparison.locator('table').first().locator('tbody tr').count()).toBe(5);
    expect(await comparison.getByText(/^\d+\.\d %$/).count()).toBe(3);
  });

  it('lights a word up in every plot when it has the focus, moves by arrow keys, and holds it on Enter', async () => {
    await openColumn(page, 'lime');
    await rowOf('I').getByRole('button').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('love');
    const lit = () => page.locator('tr.pointed, td.pointed, path.pointed').count();
    // The row, a bar, an arrow of the force plot, and a cell of each method's strongest words.
    await expect.poll(lit).toBe(6);
    await page.keyboard.press('Enter');
    await page.locator('#text').focus();
    expect(await lit()).toBe(6);
    await rowOf('love').getByRole('button').click();
  });

  it('brings the column that is opened into sight, and gives the focus back when it is closed', async () => {
    const head = page.locator('th[data-method="lime"]').getByRole('button');
    if ((await head.getAttribute('aria-expanded')) === 'true') await head.press('Enter');
    await head.press('Enter');
    const detail = page.getByTestId('column-detail');
    const sight = () =>
      detail.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return Math.min(bottom, innerHeight) - Math.max(top, 0);
      });
    await expect.poll(sight).toBeGreaterThan(200);
    await detail.getByRole('button', { name: 'Close' }).press('Enter');
    expect(await head.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('draws saliency, which has no direction, on a scale of its own', async () => {
    await chooseMethod(page, 'Saliency', true);
    await page.getByTestId('outdated').waitFor();
    expect(await page.getByTestId('outdated').innerText()).toBe(
      'This is of other settings than those chosen now.',
    );
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    expect(await page.locator('th[data-method="saliency"]').innerText()).toMatch(/on a scale of their own/);
    const saliency = await valuesOf('love');
    expect(saliency[3]).toMatch(/^[\d.]+$/);
    expect(await page.getByTestId('outdated').count()).toBe(0);
    await chooseMethod(page, 'Saliency', false);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
  });

  it('stops measuring by Escape', async () => {
    await page.getByRole('button', { name: 'Measure', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Stop measuring' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Measure', exact: true }).waitFor();
  });

  it('measures on demand how far the explanations can be believed, and keeps the focus there', async () => {
    await page.getByRole('button', { name: 'Measure' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Measured.').waitFor({ state: 'attached' });
    const trust = page.getByTestId('trust');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('trust');
    const words = await trust.innerText();
    expect(words).toMatch(/Yes: with the words gone that they name first, the output moves by −\d/);
    expect(words).toMatch(/share on average \d+ % \(KernelSHAP\) and \d+ % \(LIME\) of their 5 strongest/);
    expect(words).toContain('There is no chance in Integrated Gradients');
    await trust.getByText('Show: Do these words matter?').click();
    expect(await trust.getByRole('img', { name: /Comprehensiveness|Sufficiency/ }).count()).toBe(2);
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

  it('stops a long KernelSHAP within its batch, and goes on with the same worker', async () => {
    const before = page.workers();
    await setNumbers(page, { 'Shapley evaluations': 8192 });
    // More words than can be enumerated: the run would take all of its evaluations.
    await page.locator('#text').fill(`${sentence} ${sentence}`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).click();
    const running = page.locator('[data-method="kernel-shap"][data-phase="running"]');
    await running.getByText(/ of at most 8,\d{3} evaluations/).waitFor();
    await rowOf('love').first().locator('.value').first().waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    expect(await runEnd(page)).toBe('cancelled');
    // What had come of it stays, and is not taken for the whole.
    const stopped = page.locator('[data-method="kernel-shap"][data-phase="stopped"]');
    expect(await stopped.innerText()).toMatch(/Stopped: values as they stood/);
    expect(await page.locator('tbody button.word').count()).toBe(26);
    expect(page.workers()).toEqual(before);
    expect(await page.locator('#text').inputValue()).toBe(`${sentence} ${sentence}`);
    await page.locator('#text').fill('A new text.');
    expect(await probabilities(page)).toHaveLength(3);
  });

  it('keeps the focus on the button that explains and stops, and stops by Escape', async () => {
    await page.locator('#text').fill(`${sentence} ${sentence}`);
    await probabilities(page);
    await page.getByRole('button', { name: 'Explain' }).focus();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Stop');
    await page.keyboard.press('Escape');
    expect(await runEnd(page)).toBe('cancelled');
    expect(await focused()).toBe('Explain');
  });

  it('asked no other host for anything, and logged no error', () => {
    expect(watch.foreignRequests).toEqual([]);
    expect(watch.errors).toEqual([]);
  });
});
