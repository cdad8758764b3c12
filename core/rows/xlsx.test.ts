import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MAX_XLSX_BYTES } from './limits';
import { openTable } from './open-table';
import { readRows, workbookOf } from './testing';

const survey = await readFile(new URL('../../test/fixtures/rows/survey.xlsx', import.meta.url));

/** The archive, with another size stated for what one of its parts unpacks to. */
function claiming(archive: Uint8Array, part: string, size: number): Uint8Array {
  const copy = archive.slice();
  const view = new DataView(copy.buffer);
  const at = Buffer.from(copy).lastIndexOf(part) - 46;
  expect(view.getUint32(at, true)).toBe(0x02014b50);
  view.setUint32(at + 24, size, true);
  return copy;
}

describe('a spreadsheet', () => {
  it('is read as openpyxl wrote it: text, numbers, dates, times, truth, errors; a formula has the value saved with it', async () => {
    const table = await readRows(survey);
    expect(table).toMatchObject({ format: 'xlsx', sheets: ['Answers', 'More & <more>'], sheet: 'Answers' });
    expect(table.columns).toEqual(['id', 'Comment', 'when', 'score', 'again', '']);
    expect(table.rows).toEqual([
      [2, '1', 'So good, café 😀', '2025-12-31', '4.5', 'true'],
      // openpyxl saves no value with a formula.
      [3, '2', '', '2025-01-02T08:30:00', '10', 'false'],
      [5, '3', 'Came late', '08:30:00', '1e+21', '', 'more'],
      [6, '4', 'two\nlines <b>', '', '#N/A', '', ''],
    ]);
  });

  it('is read gzip’d too, and by the sheet that is asked for', async () => {
    const table = await readRows(gzipSync(survey), { sheet: 'More & <more>' });
    expect(table.rows).toEqual([[2, 'from the second sheet']]);
    await expect(readRows(survey, { sheet: 'Third' })).rejects.toThrow('the workbook has no sheet "Third"');
  });

  it('is read from its first sheet that has anything in it', async () => {
    const both = workbookOf('', [['text'], ['from the second']]);
    expect(await readRows(both)).toMatchObject({
      sheets: ['Sheet1', 'Sheet2'],
      sheet: 'Sheet2',
      rows: [[2, 'from the second']],
    });
    await expect(readRows(both, { sheet: 'Sheet1' })).rejects.toThrow(/nothing in the sheet "Sheet1"/);
    await expect(readRows(workbookOf('', ''))).rejects.toThrow(/nothing in any sheet/);
  });

  it('runs no formula: its value is what was saved with it', async () => {
    const formulae = workbookOf([
      ['text'],
      [{ xml: '<c t="str"><f>HYPERLINK("http://example.com/"&amp;A9)</f><v>a link</v></c>' }],
      [{ xml: '<c><f>1+1</f><v>7</v></c>' }],
      ['=cmd|calc!A1'],
    ]);
    expect((await readRows(formulae)).rows).toEqual([
      [2, 'a link'],
      [3, '7'],
      [4, '=cmd|calc!A1'],
    ]);
  });

  it('keeps what is odd: markup, a megabyte in a cell, 300 columns, columns of one name, rows longer than the header', async () => {
    const long = 'x'.repeat(1_000_000);
    const header = [...Array.from({ length: 299 }, (_, at) => `c${at}`), 'c0'];
    const odd = workbookOf([header, ['<script>alert(1)</script>', long], [], [...header, 'beyond']]);
    const { columns, rows } = await readRows(odd);
    expect(columns).toEqual([...header, '']);
    expect(rows.map((row) => row.length)).toEqual([301, 302]);
    expect(rows[0]!.slice(0, 4)).toEqual([2, '<script>alert(1)</script>', long, '']);
    expect(rows[1]!.at(-1)).toBe('beyond');
  });

  it.each([
    ['another archive', zipSync({ 'a.txt': strToU8('a') }), /without an Excel workbook in it/],
    [
      'a document of Word',
      zipSync({ 'word/document.xml': strToU8('<a/>') }),
      /Word document\. Save it as plain/,
    ],
    [
      'a spreadsheet of LibreOffice',
      zipSync({ 'META-INF/manifest.xml': strToU8('<a/>') }),
      /OpenDocument file/,
    ],
    ['a binary workbook', zipSync({ 'xl/workbook.bin': strToU8('a') }), /\(\.xlsb\)\. Save it as \.xlsx/],
    ['no archive', strToU8('PK\u0003\u0004 and so on'), /damaged/],
    ['one that is cut off', survey.subarray(0, 3000), /damaged/],
    [
      'one of Excel 2003',
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
      /old kind \(\.xls\)/,
    ],
    ['an empty sheet', workbookOf(''), /nothing in the sheet "Sheet1"/],
    ['a cell out of all bounds', workbookOf('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>'), /damaged/],
  ])('is refused in clear words: %s', async (_, bytes, message) => {
    await expect(readRows(bytes)).rejects.toThrow(message);
  });

  it('that says it unpacks to a gigabyte is refused before it is unpacked', async () => {
    const bomb = claiming(survey, 'xl/worksheets/sheet1.xml', 1_000_000_000);
    await expect(readRows(bomb)).rejects.toThrow(/unpacks to more than 200 MB/);
  });

  it('that unpacks to more than it says is not unpacked further, and told to be cut off', async () => {
    const bomb = workbookOf([['text'], ['x'.repeat(10_000_000)]]);
    expect(bomb.length).toBeLessThan(20_000);
    const lying = claiming(bomb, 'xl/worksheets/sheet1.xml', 200);
    await expect(readRows(lying)).rejects.toThrow(
      'the spreadsheet is damaged: xl/worksheets/sheet1.xml is cut off',
    );
  });

  it('of too many bytes is given up while it comes in', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        const chunk = new Uint8Array(1_000_000);
        if (given === 0) chunk.set(survey.subarray(0, 100));
        given += chunk.length;
        yield await Promise.resolve(chunk);
      }
    }
    await expect(openTable(endless())).rejects.toThrow(/more than 50 MB is not read/);
    expect(given).toBeLessThan(MAX_XLSX_BYTES + 3_000_000);
  });
});
