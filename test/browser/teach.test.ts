import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../../core/checkpoint/safetensors';
import { usualSettings } from '../../core/teaching/plan';
import { easyTexts, memoryStore, teachTools } from '../teach-tools';
import { KeptTeachings } from '../../workers/kept-teachings';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import { TeachService } from '../../workers/teach-service';
import { violationsIn } from './axe';
import { FilePage } from './file-page';
import { useTinySite } from './tiny-site';

const classes = ['negative', 'neutral', 'positive'];
const texts = easyTexts(40);

describe('the view in which a model is taught', () => {
  const site = useTinySite();
  const file = new FilePage(site);

  const phase = (page: Page, wanted: string) =>
    page.locator(`[data-testid="fine-tune"][data-phase="${wanted}"]`).waitFor();
  const labels = (page: Page) => page.getByTestId('labels').innerText();
  /** Labels the texts that are asked, by their keys. */
  const labelSome = async (page: Page, from: number, to: number) => {
    for (let at = from; at < to; at++) {
      const asked = await page.getByTestId('asked-text').innerText();
      const { label } = texts.find(({ text }) => text === asked)!;
      await page.keyboard.press(String(label + 1));
      await expect.poll(() => labels(page)).toMatch(new RegExp(`^${at + 1} label`));
    }
  };
  const saved = async (page: Page, button: string | RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return readFile(await download.path());
  };

  it('labels typed texts, teaches, survives a reload, keeps the model, goes back, and gives all away', async () => {
    const page = await site.open('#/teach');
    await page.getByLabel('Texts, one a line').fill(texts.map(({ text }) => text).join('\n'));
    expect(await violationsIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Label these texts' }).click();
    expect(await page.getByTestId('not-ready').innerText()).toMatch(/No text has a label/);
    await labelSome(page, 0, 3);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => labels(page)).toMatch(/^2 labels/);
    await page.keyboard.press('ArrowRight');
    expect(await labels(page)).toMatch(/^2 labels/);
    await page.getByLabel('Keep on this machine').check();
    await page.locator('[data-testid="keep-labels"][data-kept="true"]').waitFor();
    await page.getByTestId('queue').focus();
    await labelSome(page, 2, 20);
    expect(await page.getByTestId('agreement').innerText()).toMatch(/said the same in \d+\s% \(\d+ to \d+\)/);
    expect(await violationsIn(page)).toEqual([]);
    await page.getByTestId('start').click();
    await phase(page, 'done');
    expect(await page.getByTestId('outcome').innerText()).toMatch(/On \d+ labels that were held out/);
    expect(await violationsIn(page)).toEqual([]);

    await page.locator('[data-testid="keep-labels"][data-kept="true"]').waitFor();
    await page.reload();
    await page
      .getByTestId('kept-teachings')
      .getByRole('button', { name: /^Go on/ })
      .click();
    await phase(page, 'paused');
    expect(await labels(page)).toMatch(/^20 labels/);
    await page.getByTestId('paused').getByRole('button', { name: 'Go on' }).click();
    await phase(page, 'done');
    const zip = unzipSync(new Uint8Array(await saved(page, 'Save the model (zip)')));
    const [taught, heldOut] = [
      (await saved(page, 'Save labels to learn from')).toString(),
      (await saved(page, 'Save labels held out')).toString(),
    ];

    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('heading', { name: 'Teaching tiny-taught' }).waitFor();
    await page.getByTestId('runs-taught').waitFor();
    expect(await labels(page)).toMatch(/^20 labels/);
    await page.getByRole('button', { name: 'Go back to the model before' }).click();
    await page.getByRole('heading', { name: /^Teaching tiny$/ }).waitFor();

    const files = new Map(
      Object.entries(zip).map(([path, bytes]) => [path.replace('tiny-taught/', ''), bytes]),
    );
    // The page learns the very bits that Node learns from the files that it gave away.
    const rows = (lines: string) =>
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { text: string; label: string })
        .map(({ text, label }) => ({ text, label: classes.indexOf(label) }));
    const service = new TeachService(async () => teachTools(), new KeptTeachings(new MemoryShelf()));
    await service.look({ location: 'x', version: '', onGpu: false, sealed: false });
    const { port1, port2 } = new MessageChannel();
    const nothing = () => undefined;
    const settings = { scope: 'all', ...usualSettings.all, seed: 1 } as const;
    const lesson = { settings, taught: rows(taught), heldOut: rows(heldOut), kept: [] };
    const same = await service.teach(lesson, false, port2, memoryStore(), nothing, nothing);
    port1.close();
    const [ours, theirs] = [
      readSafetensors(files.get('model.safetensors')!),
      readSafetensors(new Uint8Array(await same!.weights.arrayBuffer())),
    ];
    for (const [name, { data }] of ours) expect(data, name).toEqual(theirs.get(name)!.data);
  });

  it('takes rows of a file with their labels, as filters leave them, at 360 pixels', async () => {
    const page = await site.open('#/file', {
      reducedMotion: 'reduce',
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
    });
    const rows = texts.map(({ text, label }) => `"${text}",${classes[label]}`);
    await file.readAll({ csv: ['text,label', ...rows, `"${texts[0]!.text}",positive`].join('\n') });
    await page.getByRole('button', { name: 'Teach with these rows' }).click();
    await page.getByTestId('queue').waitFor();
    expect(await page.getByTestId('teach-notice').innerText()).toMatch(/1 came with two different labels/);
    expect(await labels(page)).toMatch(/^39 labels\s+of 40 texts/);
    await page.getByRole('combobox', { name: 'Ask' }).selectOption('disagreement');
    expect(await page.getByTestId('queue').innerText()).toMatch(/It came as “\w+”; the model says “\w+”/);
    await page.locator('input[name="scope"][value="classifier"]').check();
    await page.getByTestId('start').click();
    await phase(page, 'done');
    expect(await violationsIn(page)).toEqual([]);
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBe(0);
  });
});
