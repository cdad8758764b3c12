import Papa from 'papaparse';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { violationsIn } from './axe';
import { FilePage } from './file-page';
import { useTinySite } from './tiny-site';

/** 40 good rows, two of one text, one that has a field too many, and one that is blank. */
const survey = [
  'id,comment,label',
  ...Array.from({ length: 38 }, (_, at) => `${at},"The answer number ${at} was good, and long",positive`),
  '38,=1+1 <b onclick=alert(1)>is no formula</b>,negative',
  '39,The answer number 0 was good and said twice,negative',
  '40,The answer number 0 was good and said twice,neutral',
  'one,field,too,many',
  '41,,neutral',
].join('\n');

describe('a file', () => {
  const site = useTinySite();
  const file = new FilePage(site);
  let page: Page;

  beforeEach(async () => {
    page = await site.open('#/file');
  });

  const saved = async (button: string) => (await file.download(button)).content.toString();

  it('is looked at, read, filtered, opened, held against its labels and taken away', async () => {
    expect(await violationsIn(page)).toEqual([]);
    await file.choose({ csv: survey });
    await file.firstLook();
    expect(await page.getByLabel('The texts are in').locator('option:checked').innerText()).toBe('comment');
    expect(await page.getByText('4 fields under a header of 3').count()).toBe(1);
    expect(await violationsIn(page)).toEqual([]);
    await file.read();
    await file.phase('done');
    expect(await file.shown()).toBe('43 rows');
    expect(await file.words()).toContain('41 of 41 texts read');
    expect(await violationsIn(page)).toEqual([]);

    const accuracy = Number(await page.locator('[data-accuracy]').getAttribute('data-accuracy'));
    const [download, jsonLines] = await (async () => {
      await page.getByRole('button', { name: 'Take it away' }).click();
      return [await saved('CSV'), await saved('JSON Lines')];
    })();
    const rows = Papa.parse<Record<string, string>>(download.trim(), { header: true }).data;
    expect(rows).toHaveLength(43);
    expect(rows.map(({ line }) => Number(line))).toEqual(Array.from({ length: 43 }, (_, at) => at + 2));
    expect(rows[38]!.comment).toBe("'=1+1 <b onclick=alert(1)>is no formula</b>");
    expect(rows[41]!.problem).toBe('4 fields under a header of 3');
    expect(rows[42]!.problem).toBe('the text is blank');
    const right = rows.filter((row) => row.class !== '' && row.class === row.label).length;
    expect(right / 41).toBeCloseTo(accuracy, 9);
    expect(rows[39]!.class).toBe(rows[40]!.class);
    expect(jsonLines.trim().split('\n')).toHaveLength(43);

    await page.getByLabel('Find in texts').fill('SAID TWICE');
    await expect.poll(() => file.shown()).toMatch(/^2 rows of 43/);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => file.shown()).toBe('43 rows');

    // More than one value of a column, and a range of another: without the last two rows, and the first two.
    await page.getByLabel(/^Where/).selectOption({ label: 'label' });
    await page.getByRole('checkbox', { name: /^positive/ }).check();
    await page.getByRole('checkbox', { name: /^negative/ }).check();
    await expect.poll(() => file.shown()).toBe('40 rows of 43, label “positive” or “negative” Show all');
    await page.getByLabel(/^Where/).selectOption({ label: 'id' });
    await page.getByLabel('from', { exact: true }).fill('2');
    await page.getByLabel('from', { exact: true }).press('Tab');
    await expect
      .poll(() => file.shown())
      .toMatch(/^38 rows of 43, label “positive” or “negative”, id from 2/);

    const table = page.getByTestId('file-table');
    await table.focus();
    await page.keyboard.press('End');
    await page.locator('#file-row-37[aria-selected="true"]').waitFor();
    const reads = await page.locator('#file-row-37 .words').innerText();
    const left = await table.evaluate((element) => element.scrollTop);
    expect(left).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.locator('#text').waitFor();
    expect(await page.locator('#text').inputValue()).toBe('The answer number 0 was good and said twice');
    // The text says what its row says, and no more.
    const named = (words: string) =>
      ['negative', 'neutral', 'positive'].filter((name) => words.includes(name));
    const predicted = page.getByTestId('predicted');
    await expect.poll(async () => named(await predicted.innerText())).toEqual(named(reads));
    const origin = page.getByTestId('from-file');
    await expect.poll(() => origin.innerText()).toContain('Row 40 of survey.csv, line 41');
    expect(await origin.innerText()).toContain('label negative');
    await origin.getByRole('link', { name: 'Back to the file' }).click();
    await page.locator('#file-row-37[aria-selected="true"]').waitFor();
    await expect.poll(() => table.evaluate((element) => element.scrollTop)).toBe(left);
    expect(await file.shown()).toMatch(/^38 rows of 43/);
    expect(await violationsIn(page)).toEqual([]);
  });

  it('is refused in clear words where it is no file of texts', async () => {
    await file.choose({ csv: 'PK\u0003\u0004 and so on', name: 'survey.xlsx' });
    await page.getByText('The spreadsheet is damaged').waitFor();
    await page.getByRole('button', { name: 'Another file' }).click();
    await page.getByText('Nothing leaves this computer').waitFor();
  });
});
