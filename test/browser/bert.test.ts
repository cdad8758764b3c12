import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exportModel } from '../../finetune/export/export-model';
import { openModel } from '../../runtime/node/open-model';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { softmax } from '../../core/math/softmax';
import { bertFolder } from '../bert';
import { Watch, backendOf, launch, openPage, probabilities, runEnd, setNumbers, sumsOf } from './browser';

const sentence = 'I love this phone, but the battery life is short.';

describe('a BERT, exported to int8', () => {
  let browser: Browser;
  let server: SiteServer;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'albert-lens-bert-page-'));
    await exportModel(bertFolder, folder, { name: 'tiny-bert', precision: 'int8', temperature: 1 });
    server = await serveSite(inject('site'), { mounts: { 'tiny-bert': folder } });
    browser = await launch();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is read by the kernels on WASM as in Node, and explained', async () => {
    const context = await browser.newContext();
    const watch = new Watch(context, server.url);
    const page = await openPage(context, `${server.url}?model=tiny-bert`);
    expect(await backendOf(page)).toMatch(/^wasm/);
    expect(await page.getByTestId('model-ready').getAttribute('data-reader')).toBe('kernels');

    await page.locator('#text').fill(sentence);
    const shown = await probabilities(page);
    const { classifier, tokenizer, dispose } = await openModel(bertFolder, { threads: 1 });
    const ids = tokenizer.tokenize(sentence).tokens.map(({ id }) => id);
    const [logits] = await classifier.logits([{ ids }]);
    await dispose();
    softmax(logits!).forEach((expected, k) => expect(Math.abs(shown[k]! - expected)).toBeLessThan(0.03));

    await setNumbers(page, { 'Shapley evaluations': 200, 'LIME samples': 100, 'Integration steps': 50 });
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'shapley-interpolation');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  });
});
