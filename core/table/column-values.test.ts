import { describe, expect, it } from 'vitest';
import { columnValues } from './column-values';
import { FileTable } from './file-table';

function tableOf(cells: readonly (string | null)[]): FileTable {
  const table = new FileTable({ columns: ['text', 'group'], isJson: false, textColumn: 0 });
  cells.forEach((cell, at) => {
    const line = at + 2;
    if (cell === null) table.add({ kind: 'fault', line, message: 'nothing to read' });
    else table.add({ kind: 'record', line, fields: [`text ${at}`, cell] });
  });
  return table;
}

describe('the values of a column', () => {
  it('are counted, most frequent first, and empty cells with them; rows that cannot be read have none', () => {
    const table = tableOf(['b', 'a', '', 'b', null, 'a', 'b', 'c']);
    expect(columnValues(table, 1, 2)).toEqual({
      values: [
        { value: 'b', count: 3 },
        { value: 'a', count: 2 },
      ],
      hasMore: true,
      range: null,
    });
    expect(columnValues(table, 1, 9)).toMatchObject({ hasMore: false, values: { length: 4 } });
  });

  it('are the same with white space around them', () => {
    const { values } = columnValues(tableOf(['a', ' a', 'b ', ' ', '']), 1, 9);
    expect(values).toEqual([
      { value: 'a', count: 2 },
      { value: '', count: 2 },
      { value: 'b', count: 1 },
    ]);
  });

  it('are no texts, and no more than memory holds', () => {
    const many = tableOf([...Array.from({ length: 20_000 }, (_, at) => `value ${at}`), 'x'.repeat(1000)]);
    const { values, hasMore } = columnValues(many, 1, 50_000);
    expect([values.length, hasMore]).toEqual([10_000, true]);
    expect(columnValues(tableOf(['x'.repeat(201)]), 1, 9)).toEqual({
      values: [],
      hasMore: true,
      range: null,
    });
  });

  it('have a range where all of them are numbers, or dates', () => {
    const range = (...cells: string[]) => columnValues(tableOf(cells), 1, 9).range;
    expect(range('3', '', '-1.5', '10')).toEqual({ kind: 'number', least: -1.5, most: 10 });
    expect(range('1.234,5', '7')).toEqual({ kind: 'number', least: 7, most: 1234.5 });
    const [first, last] = [Date.UTC(2026, 0, 5), Date.UTC(2026, 1, 3, 8, 30)];
    expect(range('03.02.2026 08:30', '05.01.2026')).toEqual({ kind: 'date', least: first, most: last });
    expect([range('3', 'three'), range('', '')]).toEqual([null, null]);
  });
});
