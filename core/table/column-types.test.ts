import { describe, expect, it } from 'vitest';
import { columnType, typedCell } from './column-types';

describe('what a column of a spreadsheet is', () => {
  it.each([
    ['number', ['1', '-2.5', '', '0.3333333333333333', '1e-7', 'n/a', 'NaN']],
    ['number', ['999999999999999']],
    ['boolean', ['TRUE', 'false', '']],
    ['day', ['2025-12-31', '2026-01-01', '-']],
    ['time', ['2025-12-31T08:30:00', '2026-01-01', '2026-01-02 07:05']],
    ['text', ['1', '007']],
    ['text', ['1.5', '1.50']],
    ['text', ['1,5', '2']],
    ['text', ['1234567890123456']],
    ['text', ['+49', '12']],
    ['text', ['Infinity', '1']],
    ['text', ['2025-02-30']],
    ['text', ['1899-12-31']],
    ['text', ['2025-12-31', '3']],
    ['text', ['15.11.2025']],
    ['text', ['TRUE', '1']],
    ['text', ['n/a', '']],
    ['text', []],
  ] as const)('%s: %j', (type, cells) => {
    expect(columnType(cells)).toBe(type);
  });

  it('gives its cells their values, and leaves what is missing as it was written', () => {
    expect(['-2.5', 'n/a', ''].map((cell) => typedCell(cell, 'number'))).toEqual([-2.5, 'n/a', null]);
    expect(['TRUE', 'false'].map((cell) => typedCell(cell, 'boolean'))).toEqual([true, false]);
    expect(typedCell('2025-12-31', 'day')).toEqual(new Date('2025-12-31T00:00:00Z'));
    expect(typedCell('2025-12-31 08:30', 'time')).toEqual(new Date('2025-12-31T08:30:00Z'));
    expect(typedCell('007', 'text')).toBe('007');
  });
});
