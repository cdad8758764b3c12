import { RowsError } from '../rows/types';
import type { LabelReader } from '../rows/labels';
import type { FileTable } from './file-table';

/** What rows are labelled with, as far as they are picked and sorted by it. */
export interface RowLabels {
  /** How many rows have a label that could be read. */
  readonly count: number;
  /** How many labels could not be read, and what is wrong with the first of them; null if all could. */
  readonly refused: RefusedLabels | null;
  isLabelled(row: number): boolean;
  /** Whether a row's label names a class. */
  names(row: number, classIndex: number): boolean;
  /**
   * How badly a reading misses the label, in nats.
   * @param probabilities [classes]
   * @returns null of a row without a label
   */
  loss(row: number, probabilities: Float32Array): number | null;
}

export interface RefusedLabels {
  readonly count: number;
  readonly line: number;
  readonly message: string;
}

/** Labels that each name one class. */
export class TableLabels implements RowLabels {
  /** @param classes the index of each row's class; -1 if it has no label, or a label that names no class */
  constructor(
    readonly classes: Int16Array,
    readonly count: number,
    readonly refused: RefusedLabels | null,
  ) {}

  isLabelled(row: number): boolean {
    return this.classes[row]! >= 0;
  }

  names(row: number, classIndex: number): boolean {
    return this.classes[row] === classIndex;
  }

  /** Minus the logarithm of the probability of the label. */
  loss(row: number, probabilities: Float32Array): number | null {
    return this.isLabelled(row) ? -Math.log(probabilities[this.classes[row]!]!) : null;
  }
}

/** Reads the labels in a column. */
export function tableLabels(table: FileTable, column: number, reader: LabelReader): TableLabels {
  const classes = new Int16Array(table.length).fill(-1);
  const { count, refused } = readLabels(table, column, (value, row) => {
    classes[row] = reader.label(value);
  });
  return new TableLabels(classes, count, refused);
}

/**
 * Gives each label of a column to a function, which throws a RowsError where it cannot be read. Rows whose cell is empty have
 * none.
 */
export function readLabels(
  table: FileTable,
  column: number,
  read: (value: unknown, row: number) => void,
): Pick<RowLabels, 'count' | 'refused'> {
  let count = 0;
  let refusedCount = 0;
  let first = { line: 0, message: '' };
  for (let row = 0; row < table.length; row++) {
    const value = table.value(row, column);
    if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) continue;
    try {
      read(value, row);
      count++;
    } catch (error) {
      if (!(error instanceof RowsError)) throw error;
      if (refusedCount++ === 0) first = { line: table.line(row), message: error.message };
    }
  }
  return { count, refused: refusedCount === 0 ? null : { count: refusedCount, ...first } };
}
