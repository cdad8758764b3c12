import type { FileTable } from './file-table';
import type { Readings } from './readings';

export interface RowCounts {
  readonly rows: number;
  /** How many rows have a text. */
  readonly texts: number;
  /** How many rows have no text, or could not be read. */
  readonly problems: number;
  /** How many rows the model has read. */
  readonly read: number;
  /** How many rows are read as each class, [classes]. */
  readonly perClass: readonly number[];
  /** How many rows may mean more than one class. */
  readonly unsure: number;
}

export function countRows(table: FileTable, readings: Readings | null): RowCounts {
  const perClass = new Array<number>(readings?.classCount ?? 0).fill(0);
  let [texts, read, unsure] = [0, 0, 0];
  for (let row = 0; row < table.length; row++) {
    if (table.state(row) === 'text') texts++;
    const classIndex = readings?.classOf(row) ?? null;
    if (classIndex === null) continue;
    read++;
    perClass[classIndex]!++;
    if (readings!.isUnsure(row)) unsure++;
  }
  return { rows: table.length, texts, problems: table.length - texts, read, perClass, unsure };
}
