import type { FileTable } from './file-table';
import type { Readings } from './readings';

export type SortKey =
  | { readonly by: 'place' | 'class' | 'probability' }
  /** By a column of the file: as numbers if all its cells are numbers, else as words. */
  | { readonly by: 'column'; readonly column: number };

/** Which rows are shown, and in which order. */
export interface TableQuery {
  readonly rows: 'all' | 'unsure' | 'problems';
  /** The class that the model answers; null for any. */
  readonly classIndex: number | null;
  /** The class that the label names; null for any. */
  readonly labelIndex: number | null;
  /** The least and the largest probability of the most probable class. 0 to 1 includes rows that have not been read. */
  readonly least: number;
  readonly most: number;
  /** What the text must contain. Case does not count. */
  readonly contains: string;
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const allRows: TableQuery = {
  rows: 'all',
  classIndex: null,
  labelIndex: null,
  least: 0,
  most: 1,
  contains: '',
  sort: { by: 'place' },
  descending: false,
};

/** Whether the rows that are shown may change while rows are read. */
export function dependsOnReadings({ rows, classIndex, least, most, sort }: TableQuery): boolean {
  return (
    rows === 'unsure' ||
    classIndex !== null ||
    least > 0 ||
    most < 1 ||
    sort.by === 'class' ||
    sort.by === 'probability'
  );
}

/**
 * The rows that a query asks for, in its order. Equal rows stay in the file's order. Rows without a value to sort by
 * come last.
 * @param labels the class of each row, -1 if it has none; null if the table has no labels
 */
export function selectRows(
  table: FileTable,
  readings: Readings | null,
  labels: Int16Array | null,
  query: TableQuery,
): Uint32Array {
  const { rows, classIndex, labelIndex, least, most } = query;
  const contains = query.contains.toLowerCase();
  const found = new Uint32Array(table.length);
  let count = 0;
  for (let row = 0; row < table.length; row++) {
    if (rows === 'unsure' && !readings?.isUnsure(row)) continue;
    if (rows === 'problems' && table.state(row) === 'text') continue;
    if (classIndex !== null && (readings?.classOf(row) ?? null) !== classIndex) continue;
    if (labelIndex !== null && labels?.[row] !== labelIndex) continue;
    if (least > 0 || most < 1) {
      const probability = readings?.isRead(row) ? readings.probability(row) : NaN;
      if (!(probability >= least && probability <= most)) continue;
    }
    if (contains !== '') {
      if (table.state(row) !== 'text' || !table.text(row).toLowerCase().includes(contains)) continue;
    }
    found[count++] = row;
  }
  return sorted(table, readings, found.subarray(0, count), query);
}

function sorted(
  table: FileTable,
  readings: Readings | null,
  rows: Uint32Array,
  { sort, descending }: TableQuery,
): Uint32Array {
  if (sort.by === 'place') return descending ? rows.reverse() : rows;
  const keys = keysOf(table, readings, rows, sort);
  const sign = descending ? -1 : 1;
  const order = Uint32Array.from(rows, (_, at) => at);
  order.sort((a, b) => compared(keys[a]!, keys[b]!, sign) || a - b);
  return order.map((at) => rows[at]!);
}

type Key = number | string | null;

function compared(a: Key, b: Key, sign: number): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -sign : sign;
}

function keysOf(
  table: FileTable,
  readings: Readings | null,
  rows: Uint32Array,
  sort: Exclude<SortKey, { by: 'place' }>,
): readonly Key[] {
  if (sort.by !== 'column') {
    return Array.from(rows, (row) => {
      if (!readings?.isRead(row)) return null;
      return sort.by === 'class' ? readings.classOf(row) : readings.probability(row);
    });
  }
  const cells = Array.from(rows, (row) => table.cell(row, sort.column).trim());
  const areNumbers = cells.every((cell) => cell === '' || Number.isFinite(Number(cell)));
  return cells.map((cell) => (cell === '' ? null : areNumbers ? Number(cell) : cell.toLowerCase()));
}
