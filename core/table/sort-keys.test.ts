import { describe, expect, it } from 'vitest';
import { cellKeys } from './sort-keys';

/** Cells in the order of their keys. */
function sorted(cells: readonly string[]): string[] {
  const keys = cellKeys(cells);
  const order = cells.map((_, at) => at).filter((at) => keys[at] !== null);
  return order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1)).map((at) => cells[at]!);
}

describe('what a column is sorted by', () => {
  it.each([
    ['numbers', ['-3', '9', '10.5', '1e3']],
    ['numbers with a comma', ['1,9', '2', '10,0']],
    ['numbers with a comma, and full stops between thousands', ['999,5', '1.234,5', '1.234.567']],
    ['days of the year last', ['02.01.2025', '01.02.2026', '31.12.26']],
    ['days of the month first', ['12/31/2025', '01/05/2026']],
    ['times of a day', ['01.02.2026 08:30', '01.02.2026 17:00', '02.02.2026 00:10']],
    ['times as machines write them', ['2026-02-01T08:30:00', '2026-02-01T17:00:59', '2026-02-02T00:10:00']],
    ['days with names of months', ['4 Jan 2026', '3 Mar 2026', 'Apr 2, 2026']],
    ['words, with accents in their places', ['Adler', 'Äpfel', 'Zebra']],
    ['words', ['1. one', '10. ten', 'a', 'B', 'c']],
    ['words of which the first is a day', ['2.1.2026', 'later']],
  ])('is %s', (_, cells) => {
    expect(sorted([...cells].reverse())).toEqual(cells);
  });

  it('leaves empty cells out of account', () => {
    expect(cellKeys(['', '2,5', ''])).toEqual([null, 2.5, null]);
    expect(cellKeys(['', ''])).toEqual([null, null]);
  });
});
