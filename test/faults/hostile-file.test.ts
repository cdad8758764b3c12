import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { newPage } from '../browser/browser';
import { FilePage } from '../browser/file-page';
import { useTinySite } from '../browser/tiny-site';

/** What would run if a cell were ever taken for markup, an address or a formula. */
const attacks = [
  '=HYPERLINK("http://example.com","here")',
  '@SUM(1+1)*cmd|calc!A0',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><iframe srcdoc="<script>parent.alert(1)</script>">',
  '</style><style>body{display:none}',
  '</textarea></title><a href=javascript:alert(1)>press</a>',
  '\u202Egnp.ssap \u2066right to left',
  '{{constructor.constructor("alert(1)")()}} ${alert(1)}',
];
const columns = 300;
const header = Array.from({ length: columns }, (_, at) =>
  at === 1 ? 'answer' : at === 2 ? '<b>region</b>' : at % 2 === 0 ? 'same' : '',
);
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const row = (text: string, at: number) =>
  Array.from({ length: columns }, (_, column) =>
    column === 1 ? text : column === 2 ? attacks[at % attacks.length]! : 'x',
  )
    .map(quoted)
    .join(',');
const texts = [
  ...attacks.map((attack) => `Marked: ${attack}`),
  ...attacks,
  `A megabyte ${'word '.repeat(200_000)}`,
  'With a NUL \0 in it',
  'Marked: the last good row',
];
const content = Buffer.concat([
  Buffer.from(`${header.map(quoted).join(',')}\n${texts.map(row).join('\n')}\n"half of a letter: `),
  Buffer.of(0xc3),
  Buffer.from(`",${'"x",'.repeat(columns - 2)}"x"\nMarked: too,few,fields\n`),
]);
const rows = texts.length + 2;

describe('a hostile file', () => {
  const site = useTinySite();
  const file = new FilePage(site);

  it('runs nothing and loses nothing, on the page and in all that is taken away', async () => {
    const page = await site.open('#/file');
    const dialogs: string[] = [];
    site.context.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page
      .getByTestId('file-picker')
      .setInputFiles({ name: '<img src=x onerror=alert(1)>.csv', mimeType: 'text/csv', buffer: content });
    await file.firstLook();
    await page.getByLabel(/^The texts are in/).selectOption({ label: 'answer' });
    await file.read();
    await file.phase('done');
    await page.getByLabel(/^By group/).selectOption({ label: '<b>region</b>' });
    await page.getByTestId('how-they-read').locator('li button').first().waitFor();
    await page.getByLabel('Find in texts').fill('Marked:');
    await expect.poll(() => file.shown()).toMatch(new RegExp(`^${attacks.length + 1} rows of ${rows}`));
    await page.getByLabel('Explain which rows').selectOption('selected');
    await file.explainAll();
    await page.locator('[data-coloured]').first().waitFor();
    expect(await page.locator('main script, main iframe, main img[src="x"], main svg[onload]').count()).toBe(
      0,
    );

    await page.getByRole('button', { name: 'Take it away' }).click();
    const csv = (await file.download('CSV')).content.toString();
    const lines = Papa.parse<string[]>(csv.trim()).data.slice(1);
    expect(lines).toHaveLength(rows);
    for (const cell of lines.flat()) expect(cell).not.toMatch(/^\s*[=@]/);
    const json = (await file.download('JSON Lines')).content.toString().trim().split('\n');
    expect(json).toHaveLength(rows);
    const read = json.map((line) => JSON.parse(line) as Record<string, unknown>);
    const answers = read.map(({ answer }) => answer);
    for (const attack of attacks) expect(answers).toContain(attack);
    expect(answers.some((answer) => String(answer).length > 1_000_000)).toBe(true);
    const problems = read.map(({ problem }) => problem).filter((problem) => problem !== undefined);
    expect(problems).toEqual([
      expect.stringMatching(/is 0x00/),
      expect.stringMatching(/0xC3, is not UTF-8/),
      expect.stringMatching(/3 fields under a header of 300/),
    ]);
    // A cell of a workbook holds less: it is cut, and the page says so.
    await file.download('Excel');
    expect(await file.words()).toMatch(/1 cell/);

    const report = (await file.download('Report (HTML)')).content.toString();
    const other = await newPage(site.context);
    await other.setContent(report);
    expect(await other.locator('script, iframe, img[src="x"], svg[onload]').count()).toBe(0);
    expect(await other.locator('body').isVisible()).toBe(true);
    expect(dialogs).toEqual([]);
  });
});
