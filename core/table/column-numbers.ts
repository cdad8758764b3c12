import type { FileTable } from './file-table';
import { keyReader } from './sort-keys';

/** A column whose filled cells are all numbers, or all dates. */
export interface NumberColumn {
  readonly kind: 'number' | 'date';
  /** Of each row the number, or milliseconds of UTC; NaN where its cell is empty. */
  readonly values: Float64Array;
  readonly least: number;
  readonly most: number;
}

/** Rows that are looked at first. */
const looked = 1000;

/** What was found of tables' columns: rows of a table that is asked for them change no more. */
const found = new WeakMap<FileTable, Map<number, NumberColumn | null>>();

/** The cells of a column as numbers. @returns null where they are words, or there are none; see `keyReader` */
export function columnNumbers(table: FileTable, column: number): NumberColumn | null {
  let known = found.get(table);
  if (!known) found.set(table, (known = new Map<number, NumberColumn | null>()));
  let numbers = known.get(column);
  if (numbers === undefined) known.set(column, (numbers = numbersOf(table, column)));
  return numbers;
}

function numbersOf(table: FileTable, column: number): NumberColumn | null {
  const cellsOf = (rows: number): string[] =>
    Array.from({ length: rows }, (_, row) => table.cell(row, column).trim());
  // Words show early: then the cells of a million rows need not be there at once.
  if (keyReader(cellsOf(Math.min(table.length, looked))).kind === 'word') return null;
  const cells = cellsOf(table.length);
  const { kind, key } = keyReader(cells);
  if (kind === 'word') return null;
  let [least, most] = [Infinity, -Infinity];
  const values = Float64Array.from(cells, (cell) => {
    if (cell === '') return NaN;
    const value = Number(key(cell));
    least = Math.min(least, value);
    most = Math.max(most, value);
    return value;
  });
  return least > most ? null : { kind, values, least, most };
}
