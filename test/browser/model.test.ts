import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { softmax } from '../../core/math/softmax';
import { openModel } from '../../runtime/node/open-model';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { architectureFolder } from '../architectures';
import { faultsOf } from './axe';
import { drop, feelings, feelingsZip, folderFiles, runs } from './model-page';
import {
  Watch,
  backendOf,
  launch,
  openPage,
  probabilities,
  readVerdict,
  runEnd,
  setNumbers,
  sumsOf,
} from './browser';

const sentence = 'I love this phone, but the battery life is short.';
const roberta = architectureFolder('roberta');

describe('a model that a reader brings', () => {
  let browser: Browser;
  let server: SiteServer;

  beforeAll(async () => {
    server = await serveSite(inject('site'));
    browser = await launch();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('is converted, reads as it does in Node, is explained, kept, opened again and deleted', async () => {
    const context = await browser.newContext();
    const watch = new Watch(context, server.url);
    const page = await openPage(context, `${server.url}#/model`);
    await runs(page, 'albert-lens-sentiment');
    await page.getByTestId('folder-picker').setInputFiles(roberta);
    await runs(page, 'roberta');
    expect(await page.getByTestId('model-ready').getAttribute('data-reader')).toBe('kernels');
    expect(await page.getByTestId('what-runs').innerText()).toContain('brought from this computer');

    await page.evaluate(() => void (location.hash = '#/compare'));
    await page.locator('#text').fill(sentence);
    const shown = await probabilities(page);
    const { classifier, tokenizer, dispose } = await openModel(roberta, { threads: 1 });
    const ids = tokenizer.tokenize(sentence).tokens.map(({ id }) => id);
    const [logits] = await classifier.logits([{ ids }]);
    await dispose();
    softmax(logits!).forEach((expected, k) => expect(Math.abs(shown[k]! - expected)).toBeLessThan(0.05));
    await setNumbers(page, { 'Shapley evaluations': 200, 'LIME samples': 100, 'Integration steps': 50 });
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'shapley-interpolation');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);

    await page.evaluate(() => void (location.hash = '#/model'));
    await page.getByRole('button', { name: 'Keep roberta here' }).click();
    await page.getByRole('button', { name: 'Delete roberta' }).waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await runs(page, 'albert-lens-sentiment');
    await page.getByRole('button', { name: 'Open roberta' }).click();
    await runs(page, 'roberta');
    // What was pressed is gone with the model before: whoever works by the keyboard goes on from the view.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.getByRole('button', { name: 'Go back to this page’s own model' }).click();
    await runs(page, 'albert-lens-sentiment');
    await page.getByRole('button', { name: 'Delete roberta' }).click();
    await page.getByTestId('kept').waitFor({ state: 'detached' });
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
  });

  it('may be a zip that is dropped, with labels that each hold or not; axe finds nothing', async () => {
    const context = await browser.newContext();
    const page = await openPage(context, `${server.url}#/model`);
    await runs(page, 'albert-lens-sentiment');
    await drop(page, { 'feelings.zip': await feelingsZip() });
    await runs(page, 'feelings');
    // Its licence is read from its card, behind all else.
    await page.getByText('Read the model card').waitFor();
    const words = await page.getByTestId('what-runs').innerText();
    for (const word of [...feelings, 'holds or not by itself', 'mit']) expect(words).toContain(word);
    await page.evaluate(() => void (location.hash = '#/text'));
    await page.locator('#text').fill(sentence);
    const verdict = await readVerdict(page, /^(?:Holds:|None holds, nearest is)/);
    const each = verdict.locator('[data-probability]');
    await expect.poll(() => each.count()).toBe(feelings.length);
    await page.evaluate(() => void (location.hash = '#/model'));
    await page.getByText('Read the model card').click();
    expect(await page.locator('pre').innerText()).toBe('# Feelings\n\nA small one.');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await faultsOf(page)).toEqual([]);
    }
    await context.close();
  });

  it('that cannot be read is refused by file and field, and what runs goes on running', async () => {
    const context = await browser.newContext();
    const page = await openPage(context, `${server.url}#/model`);
    await runs(page, 'albert-lens-sentiment');
    const files = await folderFiles(roberta);
    const refused = async (
      changes: Readonly<Record<string, Uint8Array | null>>,
      message: string | RegExp,
    ) => {
      const kept = Object.entries({ ...files, ...changes }).filter(([, bytes]) => bytes !== null);
      await drop(page, Object.fromEntries(kept) as Record<string, Uint8Array>);
      await page.getByTestId('bring-failed').filter({ hasText: message }).waitFor();
    };
    const text = (value: object) => new TextEncoder().encode(JSON.stringify(value));
    const config = JSON.parse(new TextDecoder().decode(files['config.json'])) as object;
    await refused({ 'config.json': null }, /there is no config\.json with it/);
    await refused(
      { 'config.json': text({ ...config, model_type: 'gpt2' }) },
      /config\.json: model_type is "gpt2"/,
    );
    await refused(
      { 'config.json': text({ ...config, hidden_size: 24 }) },
      /has shape \[\d+, 16\], but config\.json makes it/,
    );
    await refused({ 'tokenizer.json': null }, /has no tokenizer\.json/);
    await refused(
      { 'model.safetensors': files['model.safetensors']!.subarray(0, -9) },
      /model\.safetensors: .*truncated/,
    );
    await refused(
      { 'model.safetensors': null, 'pytorch_model.bin': new Uint8Array(9) },
      /has pytorch_model\.bin but no model\.safetensors/,
    );
    await runs(page, 'albert-lens-sentiment');
    expect(await backendOf(page)).toMatch(/^wasm|webgpu/);
    await context.close();
  });
});
