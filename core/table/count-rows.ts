import type { FileTable } from './file-table';
import type { Readings } from './readings';

export interface RowCounts {
  readonly rows: number;
  /** Rows that have a text. */
  readonly texts: number;
  /** Rows that have none, or could not be read. */
  readonly problems: number;
  /** Rows that the model has read. */
  readonly read: number;
  /** Rows read as each class, [classes]. */
  readonly perClass: readonly number[];
  /** Rows of which more than one class may be meant. */
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
