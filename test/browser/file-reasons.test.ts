import Papa from 'papaparse';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { violationsIn } from './axe';
import { BatchGate } from './batch-gate';
import { FilePage } from './file-page';
import { useTinySite } from './tiny-site';

const regions = ['North', 'South', 'East'];
const survey = [
  'comment,region,date,label,before',
  ...Array.from({ length: 36 }, (_, at) => {
    const word = at % 3 === 0 ? 'waiting again' : 'kind and good';
    const label = ['negative', 'neutral', 'positive'][at % 3];
    const before = at % 4 === 0 ? 'neutral' : label;
    return `"Number ${at} was ${word}, thank you",${regions[at % 3]},2026-0${1 + (at % 6)}-11,${label},${before}`;
  }),
].join('\n');

describe('the reasons of a file', () => {
  const site = useTinySite();
  const file = new FilePage(site);
  let page: Page;

  beforeEach(async () => {
    page = await site.open('#/file');
  });

  const saved = async (button: string) => (await file.download(button)).content.toString();

  it('are found at a price told first, colour the texts, say what drives a class, and go away with the rows', async () => {
    await file.readAll({ csv: survey });
    await file.explainAll();
    expect(await page.getByTestId('reasons').innerText()).toContain('Explained: all 36 rows · Leave-one-out');
    await expect.poll(() => page.locator('[data-coloured]').count()).toBeGreaterThan(5);

    const drivers = page.getByTestId('drivers');
    await drivers.getByText(/^Of all 36 rows/).waitFor();
    const first = drivers.locator('li button').first();
    const phrase = (await first.locator('.phrase').innerText()).trim();
    // By keyboard, as everything.
    await first.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => file.shown()).toContain(`with “${phrase}”`);
    // How many they are is known before they are drawn.
    const others = async () => {
      const texts = await page.locator('[role="row"] .text').allInnerTexts();
      expect(texts.length).toBeGreaterThan(0);
      return texts.filter((text) => !text.toLowerCase().includes(phrase.split(' ')[0]!));
    };
    await expect.poll(others).toEqual([]);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => file.shown()).toBe('36 rows');

    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByLabel('With the value of every word').check();
    const rows = Papa.parse<Record<string, string>>((await saved('CSV')).trim(), { header: true }).data;
    expect(rows).toHaveLength(36);
    for (const row of rows) {
      const values = JSON.parse(row['values of words']!) as { word: string; values: number[] }[];
      expect(values[0]).toMatchObject({ word: 'Number' });
      expect(values[0]!.values).toHaveLength(3);
    }
    const report = await saved('Report (HTML)');
    expect(report).toContain('What it is worth');
    expect(report).toContain('A model for tests: its answers mean nothing.');
    expect(report).toContain('all 36 rows, by Leave-one-out');
    expect(report).not.toContain('<script');
    expect(await saved('Excel')).toMatch(/^PK/);
    expect(await violationsIn(page)).toEqual([]);
  });

  it('stand beside groups, dates, labels and a second column of results', async () => {
    await file.readAll({ csv: survey });
    await file.explainAll();
    const how = page.getByTestId('how-they-read');
    await how.getByLabel(/^By group/).selectOption({ label: 'region' });
    await how.getByRole('button', { name: /^North, 12 rows/ }).click();
    await expect.poll(() => file.shown()).toMatch(/^12 rows of 36, region “North”/);
    await how.getByText(/Words its rows have more often/).waitFor();
    expect(await how.getByRole('button', { name: 'waiting', exact: true }).count()).toBe(1);
    await how.getByRole('button', { name: /^North/ }).click();
    await expect.poll(() => file.shown()).toBe('36 rows');

    const time = page.getByTestId('over-time');
    await time.getByLabel(/^Dates in/).selectOption({ label: 'date' });
    await time.locator('img').waitFor();
    const picture = await file.download('Shares over time, as PNG');
    expect(picture.content.subarray(1, 4).toString()).toBe('PNG');

    await page.getByTestId('against-labels').locator('img').waitFor();
    await page.getByRole('button', { name: 'List the most mistaken first' }).click();
    await page.getByText('Two columns of results').click();
    await page.getByLabel(/^First/).selectOption({ label: 'label' });
    await page.getByLabel(/^Second/).selectOption({ label: 'before' });
    await page.getByRole('button', { name: /changed$/ }).click();
    await expect.poll(() => file.shown()).toMatch(/^6 rows of 36, “label” differs from “before”/);
    expect(await violationsIn(page)).toEqual([]);
  });

  it('are kept when they are paused, go on, end where they are stopped; a row opens and comes back', async () => {
    // Two batches of texts are read, one is explained.
    const gate = new BatchGate(3);
    page = await site.open('#/file', { reducedMotion: 'reduce' }, (context) => gate.put(context));
    await file.readAll({ csv: survey });
    await page.getByLabel(/^Rows at most/).fill('20');
    await page.getByLabel(/^Rows at most/).press('Tab');
    await page.getByRole('button', { name: 'Explain 20 rows' }).click();
    await page.locator('[data-coloured]').first().waitFor();
    await page.getByRole('button', { name: 'Pause explaining' }).click();
    await page.locator('[data-testid="reasons"][data-phase="cancelled"]').waitFor();
    expect(await page.getByTestId('reasons').innerText()).not.toContain('20 of 36 rows, drawn at random');
    await gate.lift(page);
    await page.getByRole('button', { name: 'Go on explaining' }).click();
    await page.locator('[data-testid="reasons"][data-phase="done"]').waitFor();
    expect(await page.getByTestId('reasons').innerText()).toContain('20 of 36 rows, drawn at random');
    await page
      .getByTestId('drivers')
      .getByText(/A sample: others would give other figures/)
      .waitFor();

    const table = page.getByTestId('file-table');
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#text').waitFor();
    await page.goBack();
    await page.locator('#file-row-1[aria-selected="true"]').waitFor();
    await expect.poll(() => page.locator('[data-coloured]').count()).toBeGreaterThan(0);
  });
});
