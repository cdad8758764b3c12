import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readRows } from '../core/rows/testing';
import { columnType, type ColumnType, type TypedCell } from '../core/table/column-types';
import { sheetLimits, writeXlsx } from './xlsx-file';

const read = async (content: Blob) => readRows(new Uint8Array(await content.arrayBuffer()));

const written = (rows: TypedCell[][], types: readonly ColumnType[] = [], count = rows.length) =>
  writeXlsx({ rows, types, count });

describe('a workbook', () => {
  it('holds rows as they are: formulae and markup stay text, numbers numbers', async () => {
    const rows = [
      ['text', 'n'],
      ['=1+1', 0.25],
      ['<b>&amp;</b> "x"', 3],
      [' two  spaces\nand a line ', 0],
      ['007', 7],
    ];
    const { content, note } = await written(rows);
    expect(note).toBe('');
    const { columns, rows: found } = await read(content);
    expect(columns).toEqual(['text', 'n']);
    expect(found.map(([, ...cells]) => cells)).toEqual(rows.slice(1).map(([text, n]) => [text, String(n)]));
  });

  it('holds numbers, booleans, days and times as such, in columns as wide as what stands in them', async () => {
    const at = new Date('2025-12-31T08:30:00Z');
    const rows = [
      ['n', 'is it', 'day', 'time', 'answer', 'Tag'],
      [1 / 3, true, new Date('2025-12-31T00:00:00Z'), at, 'word '.repeat(9), at],
      [null, false, null, at, null, null],
    ];
    const dates = ['2025-12-31', '2025-12-31T08:30', '31.12.2025'].map((cell) => columnType([cell]));
    const [day, time, german] = dates as [ColumnType, ColumnType, ColumnType];
    const { content } = await written(rows, ['number', 'boolean', day, time, 'text', german]);
    const { rows: found } = await read(content);
    expect(found.map(([, ...cells]) => cells)).toEqual([
      [
        '0.3333333333333333',
        'true',
        '2025-12-31',
        '2025-12-31T08:30:00',
        'word '.repeat(9),
        '2025-12-31T08:30:00',
      ],
      ['', 'false', '', '2025-12-31T08:30:00', '', ''],
    ]);
    const parts = unzipSync(new Uint8Array(await content.arrayBuffer()));
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']!);
    const widths = [...sheet.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => Number(width));
    expect(widths).toEqual([10, 10, 21, 21, 47, 21]);
    const styles = strFromU8(parts['xl/styles.xml']!);
    for (const format of ['yyyy-mm-dd hh:mm:ss', 'dd.mm.yyyy']) expect(styles).toContain(format);
  });

  it('says what it cannot hold: long cells and characters that XML does not have', async () => {
    const long = 'é'.repeat(sheetLimits.characters + 1);
    const { content, note } = await written([['text'], [long], ['a\0b\ud800c']]);
    expect(note).toMatch(/^1 cell had more than the 32,767 characters .* ends with “\(cut\)”\. 1 cell had/);
    const { rows } = await read(content);
    expect((rows[0]![1] as string).length).toBe(sheetLimits.characters);
    expect(rows[0]![1]).toMatch(/é … \(cut\)$/);
    expect(rows[1]![1]).toBe('a\uFFFDb\uFFFDc');
  });

  it('is refused where a sheet has too few rows or columns', async () => {
    await expect(written([], [], sheetLimits.rows + 1)).rejects.toThrow(/holds 1,048,576 rows.*Take the CSV/);
    const wide = [Array.from({ length: sheetLimits.columns + 1 }, () => 'x')];
    await expect(written(wide)).rejects.toThrow(/holds 16,384 columns.*Take the CSV/);
  });
});
