import type { Interval } from '../math/bootstrap';
import { wilson } from '../math/wilson';
import type { FileTable } from '../table/file-table';
import type { Readings } from '../table/readings';

/** How some rows read. */
export interface ClassShares {
  /** Rows that are read. */
  readonly rows: number;
  /** Shares of the classes, with their 95 % Wilson intervals. They sum to 1, but where a row may be read as several classes. */
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

/** Counts rows that are read, and the classes that they are read as. */
export class ShareCounter {
  readonly #counts: number[];
  #rows = 0;

  constructor(private readonly readings: Readings) {
    this.#counts = new Array<number>(readings.classCount).fill(0);
  }

  /** Counts a row; one that is not read is left out. */
  add(row: number): void {
    if (!this.readings.isRead(row)) return;
    this.#rows++;
    this.readings.countInto(this.#counts, row);
  }

  /** null while no row is counted. */
  get shares(): ClassShares | null {
    const rows = this.#rows;
    return rows === 0 ? null : { rows, shares: this.#counts.map((count) => wilson(count, rows)) };
  }
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
  const total = new ShareCounter(readings);
  const counters = new Map<string, ShareCounter>();
  let empty = 0;
  for (const row of rows) {
    if (!readings.isRead(row)) continue;
    total.add(row);
    const value = table.cell(row, column).trim();
    if (value === '') {
      empty++;
      continue;
    }
    let own = counters.get(value);
    if (!own) counters.set(value, (own = new ShareCounter(readings)));
    own.add(row);
  }
  const all = [...counters]
    .map(([value, own]) => ({ value, ...own.shares! }))
    .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1));
  const rest = all.slice(most);
  return {
    column,
    all: total.shares,
    groups: all.slice(0, most),
    others: { values: rest.length, rows: rest.reduce((sum, group) => sum + group.rows, 0) },
    empty,
  };
}
