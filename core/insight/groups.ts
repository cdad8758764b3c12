import type { Interval } from '../math/bootstrap';
import { wilson } from '../math/wilson';
import type { FileTable } from '../table/file-table';
import type { Readings } from '../table/readings';

/** How some rows read. */
export interface ClassShares {
  /** Rows that are read. */
  readonly rows: number;
  /** Shares of the classes, with their 95 % Wilson intervals. */
  readonly shares: readonly Interval[];
}

export interface Group extends ClassShares {
  /** As it stands in the file, without white space around it. */
  readonly value: string;
}

/** How the groups of a column read. */
export interface GroupShares {
  readonly column: number;
  /** All rows together. */
  readonly all: ClassShares | null;
  /** Those with most rows, the largest first. */
  readonly groups: readonly Group[];
  /** Values beside these, and the rows that have them. */
  readonly others: { readonly values: number; readonly rows: number };
  /** Rows whose cell is empty. */
  readonly empty: number;
}

/** Shares of some rows, counted class by class. @returns null where none is counted */
export function sharesOf(counts: readonly number[]): ClassShares | null {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return rows === 0 ? null : { rows, shares: counts.map((count) => wilson(count, rows)) };
}

/**
 * How rows read, by the values of a column; rows that are not read are left out.
 * @param most groups
 */
export function groupShares(
  table: FileTable,
  readings: Readings,
  rows: Uint32Array,
  column: number,
  most: number,
): GroupShares {
  const { classCount } = readings;
  const total = new Array<number>(classCount).fill(0);
  const counts = new Map<string, number[]>();
  let empty = 0;
  for (const row of rows) {
    const classIndex = readings.classOf(row);
    if (classIndex === null) continue;
    total[classIndex]!++;
    const value = table.cell(row, column).trim();
    if (value === '') {
      empty++;
      continue;
    }
    let own = counts.get(value);
    if (!own) counts.set(value, (own = new Array<number>(classCount).fill(0)));
    own[classIndex]!++;
  }
  const all = [...counts]
    .map(([value, own]) => ({ value, ...sharesOf(own)! }))
    .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
  const rest = all.slice(most);
  return {
    column,
    all: sharesOf(total),
    groups: all.slice(0, most),
    others: { values: rest.length, rows: rest.reduce((sum, group) => sum + group.rows, 0) },
    empty,
  };
}
