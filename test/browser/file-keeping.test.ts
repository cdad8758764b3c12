import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { violationsIn } from './axe';
import { BatchGate } from './batch-gate';
import { FilePage } from './file-page';
import { useTinySite } from './tiny-site';

const fixtures = resolve(import.meta.dirname, '../fixtures/rows');

/** So many different texts that reading them takes several batches. */
const many = 200;
const survey = [
  'id,comment,label',
  ...Array.from({ length: many }, (_, at) => `${at},"The answer number ${at} was good and long",positive`),
].join('\n');

describe('work on a file', () => {
  const site = useTinySite();
  const file = new FilePage(site);
  const gate = new BatchGate(2);
  let page: Page;

  beforeEach(async () => {
    page = await site.open('#/file');
  });

  async function drop(name: string, content: Buffer) {
    const dataTransfer = await page.evaluateHandle(
      ([name, base64]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
        return transfer;
      },
      [name, content.toString('base64')] as const,
    );
    await page.dispatchEvent('body', 'drop', { dataTransfer });
  }

  it('reads a sheet of a workbook, and Parquet', async () => {
    await file.choose(resolve(fixtures, 'survey.xlsx'));
    await file.firstLook();
    expect(await page.getByLabel('Sheet').locator('option').allInnerTexts()).toEqual([
      'Answers',
      'More & <more>',
    ]);
    expect(await violationsIn(page)).toEqual([]);
    await file.read();
    await file.phase('done');
    expect(await file.words()).toContain('3 of 3 texts read');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Another file' }).click();
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    await file.readAll(resolve(fixtures, 'survey.zstd.parquet'));
    expect(await file.words()).toContain('2 of 2 texts read');
  });

  it('is kept with consent, goes on after a reload, and is deleted at a word', async () => {
    page = await site.open('#/file', { reducedMotion: 'reduce' }, (context) => gate.put(context));
    await file.choose({ csv: survey });
    await file.firstLook();
    await page.getByLabel('Keep on this machine').check();
    await file.read();
    await page.locator('[data-testid="keep-this"][data-kept="true"]').waitFor();
    await file.someRead();
    await page.getByRole('button', { name: 'Pause' }).click();
    await file.phase('cancelled');
    await page.getByLabel('Find in texts').fill('number 7 ');
    await page.getByText(/^1 row of 200/).waitFor();
    const before = await file.readCount();
    expect(before).toBeLessThan(many);
    // A choice is kept a moment after it was made, and so is known again.
    await page.locator('[data-testid="keep-this"][data-settled="true"]').waitFor();
    await page.reload();

    await page.getByTestId('kept-works').waitFor();
    expect(await page.getByTestId('kept-works').innerText()).toContain('200 rows');
    expect(await violationsIn(page)).toEqual([]);
    await file.goOnWithKept();
    expect(await file.readCount()).toBeGreaterThanOrEqual(before);
    await page.getByText(/^1 row of 200/).waitFor();
    await gate.lift(page);
    await file.phase('done');
    expect(await file.readCount()).toBe(many);
    await page.getByLabel('Keep on this machine').uncheck();
    await page.locator('[data-testid="keep-this"][data-kept="false"]').waitFor();
    const left = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const works = await root.getDirectoryHandle('albert-lens-works');
      const names: string[] = [];
      for await (const name of (works as unknown as { keys(): AsyncIterable<string> }).keys())
        names.push(name);
      return names;
    });
    expect(left).toEqual([]);
  });

  it('is saved as one file, and opened by a drop on another machine', async () => {
    await file.readAll({ csv: survey.split('\n').slice(0, 41).join('\n') });
    await page.getByLabel('Find in texts').fill('number 3');
    await page.getByText(/^11 rows of 40/).waitFor();
    const { name, content } = await file.download('Save the work');
    expect(name).toBe('survey.albert-work');

    page = await site.open('#/file');
    // What takes a drop is there with the view.
    await page.getByText('Choose a file', { exact: true }).waitFor();
    await drop('survey.albert-work', content);
    await file.phase('done');
    await page.getByText(/^11 rows of 40/).waitFor();
    expect(await file.readCount()).toBe(40);
    expect(await file.words()).toContain('survey.csv');

    content[content.length - 5]! ^= 1;
    // In place of what is open, once its reader has agreed.
    page.once('dialog', (dialog) => void dialog.accept());
    await drop('damaged.albert-work', content);
    await page.getByText('The saved work is damaged').waitFor();
  });
});
