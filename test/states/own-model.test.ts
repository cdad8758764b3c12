import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { architectureFolder } from '../architectures';
import { readVerdict } from '../browser/browser';
import { departmentsZip, drop, feelings, feelingsZip, folderFiles, runs } from '../browser/model-page';
import { useLook } from './look-page';
import { looks } from './looks';

const words = ['waiting again', 'kind and good', 'afraid of it', 'so glad'];
const letters = [
  'letter,ward,date,labels',
  ...Array.from({ length: 48 }, (_, at) => {
    const given = feelings.filter((_, k) => (at + k) % 3 === 0 || at % 5 === 0).join('; ');
    const ward = `Ward ${'ABC'[at % 3]}`;
    return `"Number ${at} was ${words[at % 4]}, and ${words[(at * 7) % 4]}",${ward},2026-0${1 + (at % 6)}-11,${given || '[]'}`;
  }),
  '"Of an odd label",Ward A,2026-01-11,who knows',
].join('\n');

describe.each(looks)('every state of a model of one’s own: $name', (look) => {
  /** What the host says that files weigh, by their paths. */
  const sizes: Record<string, number> = {};
  const site = useLook(look, {
    mounts: { large: architectureFolder('roberta'), huge: architectureFolder('roberta') },
    intercept: (path, request, response) => {
      const size = sizes[path];
      if (request.method !== 'HEAD' || size === undefined) return false;
      response.writeHead(200, { 'Content-Length': size }).end();
      return true;
    },
  });
  let page: Page;
  const open = async (address: string) => void (page = await site.open(address));
  const sound = (state: string) => site.sound(page, state);
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  it('coming, running, refused, brought, kept, of a file without gradients', async () => {
    site.held = true;
    await open('#/model');
    await page.getByTestId('what-runs').getByRole('progressbar').first().waitFor();
    await sound('the model is coming');
    site.held = false;
    await open('#/model');
    await runs(page, 'albert-lens-sentiment');
    await page.getByText('Read the model card').click();
    await sound('the page’s own, with its card');
    await drop(page, { 'notes.txt': new TextEncoder().encode('hello') });
    await page.getByTestId('bring-failed').waitFor();
    await sound('refused');
    await drop(page, { 'feelings.zip': await feelingsZip() });
    await runs(page, 'feelings');
    await button('Keep feelings here').waitFor();
    await sound('brought');
    await button('Keep feelings here').click();
    await button('Delete feelings').waitFor();
    await sound('kept');
    const { 'config.json': config, 'tokenizer.json': tokens } = await folderFiles(
      architectureFolder('roberta'),
    );
    const onnx = new URL('../fixtures/onnx/model_quantized.onnx', import.meta.url);
    await drop(page, {
      'mine.zip': zipSync({
        'mine/config.json': config!,
        'mine/tokenizer.json': tokens!,
        'mine/onnx/model_quantized.onnx': new Uint8Array(await readFile(onnx)),
      }),
    });
    await page.getByTestId('what-runs').getByText('need gradients').waitFor();
    await sound('of a file without gradients');
  });

  it('of forty classes, read in float', async () => {
    await open('#/model');
    await runs(page, 'albert-lens-sentiment');
    await drop(page, { 'departments.zip': await departmentsZip() });
    await runs(page, 'departments');
    await page.getByTestId('what-runs').getByText('it would err too much on these weights').waitFor();
    await sound('of forty classes');
    await page.evaluate(() => void (location.hash = '#/text'));
    await page.locator('#text').fill('I love this phone, but the battery life is short.');
    await readVerdict(page, /^Reads /);
    const shares = page.locator('[data-probability] > .share');
    await shares.first().waitFor();
    const lines = await shares.evaluateAll((cells) =>
      cells.map((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getClientRects().length;
      }),
    );
    expect(new Set(lines)).toEqual(new Set([1]));
    await sound('a text, of forty classes');
    await page.evaluate(() => void (location.hash = '#/compare'));
    await button('All 40 classes').click();
    // Neither the text's card nor that of the classes is as long as all of them.
    for (const beside of ['#text', '#reading-title']) {
      const card = page.locator('.card').filter({ has: page.locator(beside) });
      expect((await card.boundingBox())!.height).toBeLessThan(600);
    }
    await sound('a comparison, all forty classes');
  });

  it('on the page’s host: large, too large', async () => {
    sizes['large/model.safetensors'] = 300e6;
    sizes['huge/model.safetensors'] = 601e6;
    await open('?model=large#/model');
    await page.getByTestId('model-offered').waitFor();
    await sound('large');
    await page.evaluate(() => void (location.hash = '#/text'));
    await page.getByTestId('model-offered').waitFor();
    await sound('large, in the view of a text');
    await open('?model=huge#/model');
    await page.getByTestId('model-failed').waitFor();
    await sound('too large');
  });

  it('whose labels each hold or not, and a file of texts', async () => {
    await open('#/model');
    await runs(page, 'albert-lens-sentiment');
    await drop(page, { 'feelings.zip': await feelingsZip() });
    await runs(page, 'feelings');
    await page.evaluate(() => void (location.hash = '#/text'));
    await page.locator('#text').fill('I love this phone, but the battery life is short.');
    await readVerdict(page, /^(?:Holds:|None holds, nearest is)/);
    await sound('a text with labels that hold');
    await page.evaluate(() => void (location.hash = '#/file'));
    const buffer = Buffer.from(letters);
    await page
      .getByTestId('file-picker')
      .setInputFiles({ name: 'letters.csv', mimeType: 'text/csv', buffer });
    await button('Read the texts').click();
    await page.locator('[data-testid="workbench"][data-phase="done"]').waitFor();
    const labels = page.getByTestId('against-labels');
    await labels.locator('td button').first().waitFor();
    await sound('a file, read');
    await expect
      .poll(() => page.getByTestId('price').innerText())
      .toMatch(/^(?:about .+|under a second), as fast/);
    await button(/^Explain/).click();
    await page.locator('[data-testid="reasons"][data-phase="done"]').waitFor();
    await page
      .getByTestId('drivers')
      .getByLabel('Class')
      .or(page.getByTestId('drivers').getByLabel('Label'))
      .selectOption({ label: 'joy' });
    await page
      .getByLabel(/^By group/)
      .first()
      .selectOption({ label: 'ward' });
    await page.getByLabel(/^Dates in/).selectOption({ label: 'date' });
    await page.getByTestId('over-time').locator('img').waitFor();
    await page.getByText('The figures, by group').click();
    await sound('a file, explained, with every panel');
    await labels.locator('td button').first().click();
    await expect
      .poll(() => page.getByTestId('shown-rows').innerText())
      .toMatch(/labelled \w+, not read as it/);
    await sound('a file, the rows whose label was missed');
    await button(/^no label/).click();
    await button('Take it away').click();
    await sound('a file, rows without a label, taken away');
    await page.evaluate(() => void (location.hash = '#/teach'));
    await page.getByTestId('teach-holds-each').waitFor();
    await sound('it cannot be taught here');
  });
});
