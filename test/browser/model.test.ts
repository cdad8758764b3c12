import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { softmax } from '../../core/math/softmax';
import { openModel } from '../../runtime/node/open-model';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { architectureFolder, readArchitectureGolden } from '../architectures';
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

  it('may be one as transformers.js runs it: read by its own file, explained without gradients', async () => {
    const context = await browser.newContext();
    const watch = new Watch(context, server.url);
    const page = await openPage(context, `${server.url}#/model`);
    await runs(page, 'albert-lens-sentiment');
    const { 'config.json': config, 'tokenizer.json': tokens, ...others } = await folderFiles(roberta);
    const onnx = new Uint8Array(
      await readFile(new URL('../fixtures/onnx/model_quantized.onnx', import.meta.url)),
    );
    const folder = {
      'mine/config.json': config!,
      'mine/tokenizer.json': tokens!,
      'mine/tokenizer_config.json': others['tokenizer_config.json']!,
    };
    await drop(page, { 'mine.zip': zipSync({ ...folder, 'mine/onnx/model_quantized.onnx': onnx }) });
    await runs(page, 'mine');
    const words = await page.getByTestId('what-runs').innerText();
    expect(words).toContain('onnx/model_quantized.onnx');
    expect(words).toContain('need gradients, which the file does not give');

    await page.evaluate(() => void (location.hash = '#/compare'));
    const { rows } = await readArchitectureGolden('roberta');
    for (const { text, logits } of rows) {
      await page.locator('#text').fill(text);
      const shown = await probabilities(page);
      softmax(Float32Array.from(logits)).forEach((expected, k) => expect(shown[k]).toBeCloseTo(expected, 3));
    }
    await setNumbers(page, { 'Shapley evaluations': 100, 'LIME samples': 100 });
    expect(await page.getByLabel('Integrated Gradients').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'shapley-interpolation');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);
    expect(await page.locator('[data-method="integrated-gradients"]').count()).toBe(0);

    await page.evaluate(() => void (location.hash = '#/model'));
    await page.getByRole('button', { name: 'Keep mine here' }).click();
    await page.getByRole('button', { name: 'Go back to this page’s own model' }).click();
    await runs(page, 'albert-lens-sentiment');
    await page.getByRole('button', { name: 'Open mine' }).click();
    await page.getByTestId('what-runs').getByText('onnx/model_quantized.onnx').waitFor();
    const wrong = new TextEncoder().encode('no graph');
    await drop(page, { 'mine.zip': zipSync({ ...folder, 'mine/onnx/model_quantized.onnx': wrong }) });
    await page
      .getByTestId('model-failed')
      .filter({ hasText: 'onnx/model_quantized.onnx: it holds no graph' })
      .waitFor();
    await page.getByRole('button', { name: 'Go back to this page’s own model' }).click();
    await runs(page, 'albert-lens-sentiment');

    // A tokenizer of a part that ours does not know: of texts without digits its answers are the same.
    const json = JSON.parse(new TextDecoder().decode(tokens)) as { pre_tokenizer: object };
    const pre_tokenizer = {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, json.pre_tokenizer],
    };
    const unknown = new TextEncoder().encode(JSON.stringify({ ...json, pre_tokenizer }));
    await drop(page, {
      'mine.zip': zipSync({
        ...folder,
        'mine/tokenizer.json': unknown,
        'mine/onnx/model_quantized.onnx': onnx,
      }),
    });
    await page
      .locator('[data-testid="model-ready"][data-reader="transformers"]')
      .waitFor({ state: 'attached' });
    const what = await page.getByTestId('what-runs').innerText();
    expect(what).toContain('transformers.js, by the file onnx/model_quantized.onnx');
    expect(what).toMatch(/up to \d{2,3} tokens at once/);
    await page.evaluate(() => void (location.hash = '#/compare'));
    for (const { text, logits } of rows) {
      await page.locator('#text').fill(text);
      const shown = await probabilities(page);
      softmax(Float32Array.from(logits)).forEach((expected, k) => expect(shown[k]).toBeCloseTo(expected, 3));
    }
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const byOthers = await sumsOf(page, 'shapley-interpolation');
    expect(Math.abs(byOthers.base + byOthers.sum - byOthers.output)).toBeLessThan(1e-3);
    expect(watch.errors).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
  });

  it('may lie on the page’s host: converted, said what it costs where it is large, refused where it is too large', async () => {
    const sizes: Record<string, number> = {};
    const host = await serveSite(inject('site'), {
      mounts: { mine: roberta, large: roberta, huge: roberta },
      intercept: (path, request, response) => {
        const size = sizes[path];
        if (request.method !== 'HEAD' || size === undefined) return false;
        response.writeHead(200, { 'Content-Length': size }).end();
        return true;
      },
    });
    sizes['large/model.safetensors'] = 300e6;
    sizes['huge/model.safetensors'] = 601e6;
    const context = await browser.newContext();
    const watch = new Watch(context, host.url);
    const page = await openPage(context, `${host.url}?model=mine#/model`);
    await runs(page, 'mine');
    expect(await page.getByTestId('what-runs').innerText()).toContain('a folder of this page’s host');
    expect(await page.getByTestId('model-ready').getAttribute('data-reader')).toBe('kernels');

    await page.goto(`${host.url}?model=large#/model`);
    const offer = page.getByTestId('model-offered');
    await offer.waitFor();
    expect(await offer.innerText()).toMatch(/300 MB of weights are downloaded.* took about .* of memory/);
    await offer.getByRole('button', { name: 'Use this page’s own model' }).click();
    await runs(page, 'albert-lens-sentiment');
    expect(new URL(page.url()).search).toBe('');

    await page.goto(`${host.url}?model=huge#/text`);
    await page.getByTestId('model-failed').filter({ hasText: 'npm run export' }).waitFor();
    await page.evaluate(() => void (location.hash = '#/model'));
    await page.getByRole('button', { name: 'Go back to this page’s own model' }).click();
    await runs(page, 'albert-lens-sentiment');
    expect(new URL(page.url()).search).toBe('');
    expect(watch.foreignRequests).toEqual([]);
    await context.close();
    await host.close();
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
