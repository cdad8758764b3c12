import { describe, expect, it } from 'vitest';
import { columnType, typedCell } from './column-types';

describe('what a column of a spreadsheet is', () => {
  it.each([
    ['number', ['1', '-2.5', '', '0.3333333333333333', '1e-7', 'n/a', 'NaN']],
    ['number', ['999999999999999']],
    ['boolean', ['TRUE', 'false', '']],
    ['yyyy-mm-dd', ['2025-12-31', '2026-01-01', '-']],
    ['yyyy-mm-dd hh:mm:ss', ['2025-12-31T08:30:00', '2026-01-01', '2026-01-02 07:05']],
    ['dd.mm.yyyy', ['31.12.2025', '01.02.2026', '']],
    ['d.m.yyyy', ['31.12.2025', '1.2.2026']],
    ['dd.mm.yyyy hh:mm:ss', ['31.12.2025 08:30', '01.02.2026']],
    ['yyyy/mm/dd', ['2025/12/31', '2026/01/02']],
    ['dd/mm/yyyy', ['03/04/2026', '31/05/2025']],
    ['m/d/yyyy', ['3/4/2026', '12/31/2025']],
    ['dd-mm-yyyy', ['31-12-2025']],
    // In March or in April; a day for neither; zeros here and there; a century that is not said.
    ['text', ['03/04/2026', '05/06/2026']],
    ['text', ['13/04/2026', '04/13/2026']],
    ['text', ['01.02.2026', '1.3.2026']],
    ['text', ['31.12.25']],
    ['text', ['31.04.2026']],
    ['text', ['31.12.2025 25:00']],
    ['text', ['31.12.2025', '2025-12-31']],
    ['text', ['1', '007']],
    ['text', ['1.5', '1.50']],
    ['text', ['1,5', '2']],
    ['text', ['1234567890123456']],
    ['text', ['+49', '12']],
    ['text', ['Infinity', '1']],
    ['text', ['2025-02-30']],
    ['text', ['1899-12-31']],
    ['text', ['2025-12-31', '3']],
    ['text', ['TRUE', '1']],
    ['text', ['n/a', '']],
    ['text', []],
  ] as const)('%s: %j', (type, cells) => {
    const found = columnType(cells);
    expect(typeof found === 'string' ? found : found.format).toBe(type);
  });

  it('gives its cells their values, and leaves what is missing as it was written', () => {
    expect(['-2.5', 'n/a', ''].map((cell) => typedCell(cell, 'number'))).toEqual([-2.5, 'n/a', null]);
    expect(['TRUE', 'false'].map((cell) => typedCell(cell, 'boolean'))).toEqual([true, false]);
    const dated = (...cells: string[]) => cells.map((cell) => typedCell(cell, columnType(cells)));
    expect(dated('2025-12-31')).toEqual([new Date('2025-12-31T00:00:00Z')]);
    expect(dated('2025-12-31 08:30')).toEqual([new Date('2025-12-31T08:30:00Z')]);
    expect(dated('03/04/2026', '13/04/2026', 'n/a')).toEqual([
      new Date('2026-04-03T00:00:00Z'),
      new Date('2026-04-13T00:00:00Z'),
      'n/a',
    ]);
    expect(typedCell('007', 'text')).toBe('007');
  });
});
