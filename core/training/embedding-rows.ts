/** Rows of token ids padded to the longest, row-major [rows, length], with their mask (1 for tokens, 0 for padding). */
export interface PaddedRows {
  readonly ids: Int32Array;
  readonly mask: Float32Array;
  readonly rows: number;
  readonly length: number;
}

/** Padding takes id 0, <pad>, which the mask hides. */
export function padRows(rows: readonly ArrayLike<number>[]): PaddedRows {
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const ids = new Int32Array(rows.length * length);
  const mask = new Float32Array(rows.length * length);
  rows.forEach((row, index) => {
    ids.set(row, index * length);
    mask.fill(1, index * length, index * length + row.length);
  });
  return { ids, mask, rows: rows.length, length };
}

/** Rows of a table [tableRows, width] by index: [ids.length, width]. */
export function gatherRows(table: Float32Array, ids: Int32Array, width: number): Float32Array {
  const gathered = new Float32Array(ids.length * width);
  ids.forEach((id, index) => gathered.set(table.subarray(id * width, (id + 1) * width), index * width));
  return gathered;
}

/**
 * The transpose of `gatherRows`: starts with a table of zeros and adds each of the rows [ids.length, width] at its
 * index.
 */
export function scatterRows(
  rows: Float32Array,
  ids: Int32Array,
  tableRows: number,
  width: number,
): Float32Array {
  const table = new Float32Array(tableRows * width);
  for (let index = 0; index < ids.length; index++) {
    const target = ids[index]! * width;
    const source = index * width;
    for (let at = 0; at < width; at++) table[target + at]! += rows[source + at]!;
  }
  return table;
}
