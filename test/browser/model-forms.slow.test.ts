import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { softmax } from '../../core/math/softmax';
import { serveSite, type SiteServer } from '../../scripts/site-server';
import { architectureFolder, readArchitectureGolden } from '../architectures';
import { drop, folderFiles, runs } from './model-page';
import { Watch, launch, openPage, probabilities, runEnd, setNumbers, sumsOf } from './browser';

const roberta = architectureFolder('roberta');

/** What model.test.ts leaves out: each of these opens half a dozen models. */
describe('a model that a reader brings in another form', () => {
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
});
