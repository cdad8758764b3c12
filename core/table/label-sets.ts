import { leastProbability } from '../metrics/multi-label';
import type { LabelReader } from '../rows/labels';
import type { FileTable } from './file-table';
import { readLabels, type RefusedLabels, type RowLabels } from './labels';

/** Labels of rows any number of which hold: a list of classes, which may be empty. */
export class TableLabelSets implements RowLabels {
  /**
   * @param holds [rows, classes], 1 for each class that holds
   * @param labelled [rows], 1 where a row has a list that could be read
   */
  constructor(
    readonly classCount: number,
    private readonly holds: Uint8Array,
    private readonly labelled: Uint8Array,
    readonly count: number,
    readonly refused: RefusedLabels | null,
  ) {}

  /** How many rows the table has. */
  get length(): number {
    return this.labelled.length;
  }

  isLabelled(row: number): boolean {
    return this.labelled[row] === 1;
  }

  names(row: number, classIndex: number): boolean {
    return this.holds[row * this.classCount + classIndex] === 1;
  }

  /** [classes], 1 for each that holds; a view, so do not write to it. */
  of(row: number): Uint8Array {
    return this.holds.subarray(row * this.classCount, (row + 1) * this.classCount);
  }

  /** The mean over the classes of the log loss of each. */
  loss(row: number, probabilities: Float32Array): number | null {
    if (!this.isLabelled(row)) return null;
    const holds = this.of(row);
    let sum = 0;
    probabilities.forEach((p, k) => {
      sum -= Math.log(Math.max(leastProbability, holds[k] === 1 ? p : 1 - p));
    });
    return sum / this.classCount;
  }
}

/** Reads the lists of labels in a column; `[]` says that none holds, and an empty cell says nothing. */
export function tableLabelSets(table: FileTable, column: number, reader: LabelReader): TableLabelSets {
  const width = reader.classes.length;
  const holds = new Uint8Array(table.length * width);
  const labelled = new Uint8Array(table.length);
  const { count, refused } = readLabels(table, column, (value, row) => {
    holds.set(reader.holds(value), row * width);
    labelled[row] = 1;
  });
  return new TableLabelSets(width, holds, labelled, count, refused);
}
