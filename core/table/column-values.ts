import { columnNumbers, type NumberColumn } from './column-numbers';
import type { FileTable } from './file-table';

export interface ColumnValues {
  /** Without white space around them; most frequent first, equals in the file's order. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Whether there are others than these. */
  readonly hasMore: boolean;
  /** Of numbers or dates, between what they are; null: they are words. */
  readonly range: Pick<NumberColumn, 'kind' | 'least' | 'most'> | null;
}

/** Different values that are counted: a column of texts would fill the memory. */
const MOST_COUNTED = 10_000;
/** Characters of a value: what is longer is a text, not a value. */
const LONGEST = 200;

/** What stands in a column, and in how many rows. @param most values to give */
export function columnValues(table: FileTable, column: number, most: number): ColumnValues {
  const counts = new Map<string, number>();
  let isCut = false;
  for (let row = 0; row < table.length; row++) {
    if (table.state(row) === 'fault') continue;
    const value = table.cell(row, column).trim();
    const known = counts.get(value);
    if (known === undefined && (counts.size === MOST_COUNTED || value.length > LONGEST)) isCut = true;
    else counts.set(value, (known ?? 0) + 1);
  }
  const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  const numbers = columnNumbers(table, column);
  return {
    values: values.slice(0, most),
    hasMore: isCut || values.length > most,
    range: numbers && { kind: numbers.kind, least: numbers.least, most: numbers.most },
  };
}
