import { RowsError } from '../rows/types';
import type { LabelReader } from '../rows/labels';
import type { FileTable } from './file-table';

export interface TableLabels {
  /** The index of each row's class; -1 if it has no label, or a label that names no class. */
  readonly classes: Int16Array;
  /** How many rows have a label that names a class. */
  readonly count: number;
  /** How many labels could not be read, and what is wrong with the first of them; null if all could. */
  readonly refused: { readonly count: number; readonly line: number; readonly message: string } | null;
}

/** Reads the labels in a column. */
export function tableLabels(table: FileTable, column: number, reader: LabelReader): TableLabels {
  const classes = new Int16Array(table.length).fill(-1);
  let count = 0;
  let refusedCount = 0;
  let first = { line: 0, message: '' };
  for (let row = 0; row < table.length; row++) {
    const value = table.value(row, column);
    if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) continue;
    try {
      classes[row] = reader.label(value);
      count++;
    } catch (error) {
      if (!(error instanceof RowsError)) throw error;
      if (refusedCount++ === 0) first = { line: table.line(row), message: error.message };
    }
  }
  return { classes, count, refused: refusedCount === 0 ? null : { count: refusedCount, ...first } };
}
