import { phraseFinder } from '../text/phrases';
import { columnNumbers, type NumberColumn } from './column-numbers';
import { cellKeys, type Key } from './sort-keys';
import type { FileTable } from './file-table';
import type { RowLabels } from './labels';
import type { Readings } from './readings';

/** Milliseconds. */
const DAY = 86_400_000;

export type SortKey =
  /** By loss: see RowLabels, high where a reading is sure and wrong. */
  /** By class: rows in doubt behind those of their class that are not. */
  | { readonly by: 'place' | 'class' | 'probability' | 'loss' }
  /** By a column of the file: numbers or dates where all its cells are, else words. */
  | { readonly by: 'column'; readonly column: number };

/** What stands in a column: any of some values. */
export interface CellFilter {
  readonly column: number;
  readonly values: readonly string[];
}

/** Between what the numbers or dates of a column are, both ends included; see NumberColumn. */
export interface RangeFilter {
  readonly column: number;
  readonly kind: NumberColumn['kind'];
  /** A number; of dates milliseconds of UTC, the beginning of a day, and of `to` the whole day is meant. null: no end. */
  readonly from: number | null;
  readonly to: number | null;
}

/** What is wrong with a reading, of a class that holds or not by itself. */
export interface Mistake {
  readonly classIndex: number;
  /** The row is labelled with the class and not read as it, or the other way round. */
  readonly kind: 'missed' | 'false-alarm';
}

/** Which rows are shown, and in which order. */
export interface TableQuery {
  /**
   * Unsure: more than one class may be meant, or of one it is as good as open whether it holds. None: read as no class at all,
   * where each holds or not by itself.
   */
  readonly rows: 'all' | 'none' | 'unsure' | 'other-language' | 'problems';
  /** A class that the model answers; null for any. */
  readonly classIndex: number | null;
  /** A class that the label names; null for any. */
  readonly labelIndex: number | null;
  readonly mistake: Mistake | null;
  /** The least and the largest probability of the most probable class. 0 to 1 includes rows that have not been read. */
  readonly least: number;
  readonly most: number;
  /** What the text must contain. Case does not count. */
  readonly contains: string;
  /** A word, or two words side by side, in small letters, that a text has as words of their own; null: any text. */
  readonly phrase: string | null;
  /** What stands in columns of the file, each as `FileTable.cell` gives it, white space around it apart; all must hold. */
  readonly cells: readonly CellFilter[];
  /** Between what columns of numbers or dates are; all must hold. */
  readonly ranges: readonly RangeFilter[];
  /** Two columns whose cells differ; null: any. */
  readonly differ: readonly [number, number] | null;
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const allRows: TableQuery = {
  rows: 'all',
  classIndex: null,
  labelIndex: null,
  mistake: null,
  least: 0,
  most: 1,
  contains: '',
  phrase: null,
  cells: [],
  ranges: [],
  differ: null,
  sort: { by: 'place' },
  descending: false,
};

/** Whether the rows that are shown may change while rows are read. */
export function dependsOnReadings({ rows, classIndex, mistake, least, most, sort }: TableQuery): boolean {
  return (
    rows === 'none' ||
    rows === 'unsure' ||
    rows === 'other-language' ||
    classIndex !== null ||
    mistake !== null ||
    least > 0 ||
    most < 1 ||
    sort.by === 'class' ||
    sort.by === 'probability' ||
    sort.by === 'loss'
  );
}

/**
 * The rows that a query asks for, in its order. Equal rows stay in the file's order. Rows without a value to sort by
 * come last.
 * @param labels null if the table has none
 */
export function selectRows(
  table: FileTable,
  readings: Readings | null,
  labels: RowLabels | null,
  query: TableQuery,
): Uint32Array {
  const { rows, classIndex, labelIndex, mistake, least, most, cells, differ } = query;
  const inCells = cells.map((filter) => hasValue(table, filter));
  const inRanges = query.ranges.map((filter) => isWithin(table, filter));
  const find = query.phrase === null ? null : phraseFinder(query.phrase);
  const contains = query.contains.toLowerCase();
  const found = new Uint32Array(table.length);
  let count = 0;
  for (let row = 0; row < table.length; row++) {
    if (rows === 'none' && !readings?.isNone(row)) continue;
    if (rows === 'unsure' && !readings?.isUnsure(row)) continue;
    if (rows === 'other-language' && !readings?.languageOf(row)) continue;
    if (rows === 'problems' && table.state(row) === 'text') continue;
    if (classIndex !== null && !readings?.isReadAs(row, classIndex)) continue;
    if (labelIndex !== null && !labels?.names(row, labelIndex)) continue;
    if (mistake && !isMistaken(readings, labels, row, mistake)) continue;
    if (least > 0 || most < 1) {
      const probability = readings?.isRead(row) ? readings.probability(row) : NaN;
      if (!(probability >= least && probability <= most)) continue;
    }
    if (cells.length > 0 && table.state(row) === 'fault') continue;
    if (!inCells.every((has) => has(row)) || !inRanges.every((has) => has(row))) continue;
    if (differ && !doDiffer(table, row, differ)) continue;
    if (contains !== '' || find) {
      if (table.state(row) !== 'text') continue;
      const text = table.text(row);
      if (contains !== '' && !text.toLowerCase().includes(contains)) continue;
      if (find && !find(text)) continue;
    }
    found[count++] = row;
  }
  return sorted({ table, readings, labels }, found.subarray(0, count), query);
}

function hasValue(table: FileTable, { column, values }: CellFilter): (row: number) => boolean {
  const wanted = new Set(values.map((value) => value.trim()));
  return (row) => wanted.has(table.cell(row, column).trim());
}

function isWithin(table: FileTable, { column, kind, from, to }: RangeFilter): (row: number) => boolean {
  const numbers = columnNumbers(table, column);
  if (numbers?.kind !== kind) return () => false;
  const { values } = numbers;
  const least = from ?? -Infinity;
  const most = to === null ? Infinity : kind === 'date' ? to + DAY - 1 : to;
  // An empty cell lies in no range.
  return (row) => values[row]! >= least && values[row]! <= most;
}

/** Whether a row has both cells, and they are not the same. */
function doDiffer(table: FileTable, row: number, [a, b]: readonly [number, number]): boolean {
  const [before, after] = [table.cell(row, a).trim(), table.cell(row, b).trim()];
  return before !== '' && after !== '' && before !== after;
}

function isMistaken(
  readings: Readings | null,
  labels: RowLabels | null,
  row: number,
  { classIndex, kind }: Mistake,
): boolean {
  if (!readings?.isRead(row) || !labels?.isLabelled(row)) return false;
  const [isNamed, isRead] = [labels.names(row, classIndex), readings.isReadAs(row, classIndex)];
  return kind === 'missed' ? isNamed && !isRead : isRead && !isNamed;
}

interface Sorted {
  readonly table: FileTable;
  readonly readings: Readings | null;
  readonly labels: RowLabels | null;
}

function sorted(from: Sorted, rows: Uint32Array, { sort, descending }: TableQuery): Uint32Array {
  if (sort.by === 'place') return descending ? rows.reverse() : rows;
  const keys = keysOf(from, rows, sort);
  const sign = descending ? -1 : 1;
  const order = Uint32Array.from(rows, (_, at) => at);
  order.sort((a, b) => compared(keys[a]!, keys[b]!, sign) || a - b);
  return order.map((at) => rows[at]!);
}

function compared(a: Key, b: Key, sign: number): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -sign : sign;
}

function keysOf(
  { table, readings, labels }: Sorted,
  rows: Uint32Array,
  sort: Exclude<SortKey, { by: 'place' }>,
): readonly Key[] {
  if (sort.by !== 'column') {
    return Array.from(rows, (row) => {
      if (!readings?.isRead(row)) return null;
      if (sort.by === 'loss') return labels?.loss(row, readings.probabilities(row)!) ?? null;
      if (sort.by === 'probability') return readings.probability(row);
      return readings.classOf(row)! + (readings.isUnsure(row) ? 0.5 : 0);
    });
  }
  return cellKeys(Array.from(rows, (row) => table.cell(row, sort.column).trim()));
}
