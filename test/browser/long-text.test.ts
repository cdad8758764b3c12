import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { goldenClaims } from '../../core/model/claims';
import type { GoldenOutputs } from '../../core/model/golden-outputs';
import type { ModelManifest } from '../../core/model/manifest';
import {
  backendOf,
  chooseMethod,
  launch,
  openPage,
  probabilities,
  runEnd,
  setNumbers,
  sumsOf,
} from './browser';
import { serveSite, type SiteServer } from '../../scripts/site-server';

const windowTokens = 64;
const words = 300;
const text = Array.from({ length: words }, (_, i) => (i % 7 ? 'good' : 'phone')).join(' ');

const tinyModel = resolve(import.meta.dirname, '../fixtures/tiny-model');

/** The tiny model's manifest and golden outputs as if it had been exported with a reading length. */
async function withReadingLength(): Promise<ReadonlyMap<string, Buffer>> {
  const read = async <T>(name: string) => JSON.parse(await readFile(resolve(tinyModel, name), 'utf8')) as T;
  const manifest = { ...(await read<ModelManifest>('manifest.json')), maxTokens: 128, windowTokens };
  const outputs = await read<GoldenOutputs>('golden.json');
  const golden = Buffer.from(JSON.stringify({ ...outputs, ...goldenClaims(manifest, outputs.rows) }));
  const sha256 = createHash('sha256').update(golden).digest('hex');
  const entry = <T>(value: T) => ({ [manifest.files.golden]: value });
  return new Map([
    [manifest.files.golden, golden],
    [
      'manifest.json',
      Buffer.from(
        JSON.stringify({
          ...manifest,
          sizes: { ...manifest.sizes, ...entry(golden.length) },
          hashes: { ...manifest.hashes, ...entry(sha256) },
        }),
      ),
    ],
  ]);
}

describe('a text longer than the model reads at once', () => {
  let server: SiteServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const altered = await withReadingLength();
    server = await serveSite(inject('site'), {
      mounts: { 'tiny-model': tinyModel },
      alter: (path, content) => altered.get(path.split('tiny-model/')[1] ?? '') ?? content,
    });
    browser = await launch();
    page = await openPage(await browser.newContext(), `${server.url}?model=tiny-model`);
    await backendOf(page);
    await setNumbers(page, { 'Shapley evaluations': 32, 'Integration steps': 4 });
    await chooseMethod(page, 'LIME', false);
    await chooseMethod(page, 'Leave-one-out', true);
    await page.locator('#text').fill(text);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const words100 = text.split(' ').slice(0, 100);
  const shownWords = () => page.locator('tbody button.word').allInnerTexts();
  const notes = () => page.getByTestId('notes').innerText();

  it('is read in windows, all of it, and explained so', async () => {
    const found = await probabilities(page);
    await page.getByText(/300 words · 302 tokens, read in 7 windows/).waitFor();
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    for (const method of ['shapley-interpolation', 'integrated-gradients', 'leave-one-out']) {
      const { base, sum, output, delta } = await sumsOf(page, method);
      // Gradients come from the float graph, probabilities from the integer one.
      expect(output).toBeCloseTo(Math.max(...found), 2);
      expect(base + sum - output).toBeCloseTo(delta, 4);
    }
    // Said once, though it is true of each.
    expect(
      (await notes()).match(/All words were read, in 7 overlapping windows of up to 64 tokens/g),
    ).toHaveLength(1);
    expect(Math.abs((await sumsOf(page, 'shapley-interpolation')).delta)).toBeLessThan(1e-3);
  });

  it('shows its first words, and more on request', async () => {
    expect(await shownWords()).toEqual(words100);
    await page.getByRole('button', { name: '100 more' }).click();
    expect(await shownWords()).toEqual(text.split(' ').slice(0, 200));
    await page.getByRole('button', { name: 'By size' }).click();
    await page.getByText('The largest 100 of 300 words.').waitFor();
    await page.getByRole('button', { name: 'As in the text' }).click();
  });

  it('is assessed over all of its windows', async () => {
    await page.getByRole('button', { name: 'Measure' }).click();
    await page.getByText('Measured.').waitFor({ state: 'attached' });
  });

  it('is cut after its beginning where the reader prefers that', async () => {
    await chooseMethod(page, 'Shapley interpolation', false);
    await chooseMethod(page, 'Leave-one-out', false);
    await page.getByLabel('Long texts').selectOption('the beginning only');
    await page.getByText(/of which the model reads the first 128/).waitFor();
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    await page.getByText('The first 100 of 126 words.').waitFor();
    expect(await notes()).toMatch(
      /The model reads 128 tokens: the last 174 words, from character \d+ on, were not seen/,
    );
  });
});
