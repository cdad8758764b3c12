import type { Interval } from '../math/bootstrap';
import { wilson } from '../math/wilson';
import type { FileTable } from '../table/file-table';

/** How two columns of results compare: two models, or before and after. */
export interface Changes {
  readonly columns: readonly [number, number];
  /** Rows that have both. */
  readonly rows: number;
  /** Share of them whose results differ, with its 95 % Wilson interval; null without rows. */
  readonly changed: Interval | null;
  /** The results: those that name classes of the model in its order, then others, most frequent first; those of few rows are left out. */
  readonly values: readonly string[];
  /** Rows with value i in the first column and j in the second, at [i][j]. */
  readonly counts: readonly (readonly number[])[];
  /** Rows with a result that is left out. */
  readonly others: number;
}

/** Results that a table can show: more are no labels. */
const mostValues = 12;

/**
 * Holds two columns of results against each other.
 * @param placeOf the place of the class that a result names among those of the model; null where it names none
 */
export function changesOf(
  table: FileTable,
  rows: Uint32Array,
  columns: readonly [number, number],
  placeOf: (result: string) => number | null,
): Changes {
  const pairs: (readonly [string, string])[] = [];
  const frequency = new Map<string, number>();
  for (const row of rows) {
    const [before, after] = columns.map((column) => table.cell(row, column).trim()) as [string, string];
    if (before === '' || after === '') continue;
    pairs.push([before, after]);
    for (const value of [before, after]) frequency.set(value, (frequency.get(value) ?? 0) + 1);
  }
  const values = [...frequency]
    .sort(([a, count], [b, other]) => other - count || (a < b ? -1 : 1))
    .slice(0, mostValues)
    .map(([value]) => ({ value, rank: placeOf(value) ?? Number.MAX_SAFE_INTEGER }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
  const place = new Map(values.map((value, at) => [value, at]));
  const counts = values.map(() => values.map(() => 0));
  let [others, changed] = [0, 0];
  for (const [before, after] of pairs) {
    if (before !== after) changed++;
    const [i, j] = [place.get(before), place.get(after)];
    if (i === undefined || j === undefined) others++;
    else counts[i]![j]!++;
  }
  return {
    columns,
    rows: pairs.length,
    changed: pairs.length === 0 ? null : wilson(changed, pairs.length),
    values,
    counts,
    others,
  };
}
