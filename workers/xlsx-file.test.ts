import { describe, expect, it } from 'vitest';
import { readRows } from '../core/rows/testing';
import { sheetLimits, writeXlsx } from './xlsx-file';

const read = async (content: Blob) => readRows(new Uint8Array(await content.arrayBuffer()));

describe('a workbook', () => {
  it('holds rows as they are: formulae and markup stay text, numbers numbers', async () => {
    const rows = [
      ['text', 'n'],
      ['=1+1', 0.25],
      ['<b>&amp;</b> "x"', 3],
      [' two  spaces\nand a line ', 0],
      ['007', 7],
    ];
    const { content, note } = await writeXlsx(rows, rows.length);
    expect(note).toBe('');
    const { columns, rows: found } = await read(content);
    expect(columns).toEqual(['text', 'n']);
    expect(found.map(([, ...cells]) => cells)).toEqual(rows.slice(1).map(([text, n]) => [text, String(n)]));
  });

  it('says what it cannot hold: long cells and characters that XML does not have', async () => {
    const long = 'é'.repeat(sheetLimits.characters + 1);
    const { content, note } = await writeXlsx([['text'], [long], ['a\0b\ud800c']], 3);
    expect(note).toMatch(/^1 cell had more than the 32,767 characters .* ends with “\(cut\)”\. 1 cell had/);
    const { rows } = await read(content);
    expect((rows[0]![1] as string).length).toBe(sheetLimits.characters);
    expect(rows[0]![1]).toMatch(/é … \(cut\)$/);
    expect(rows[1]![1]).toBe('a\uFFFDb\uFFFDc');
  });

  it('is refused where a sheet has too few rows or columns', async () => {
    await expect(writeXlsx([], sheetLimits.rows + 1)).rejects.toThrow(/holds 1,048,576 rows.*Take the CSV/);
    const wide = [Array.from({ length: sheetLimits.columns + 1 }, () => 'x')];
    await expect(writeXlsx(wide, 1)).rejects.toThrow(/holds 16,384 columns.*Take the CSV/);
  });
});
