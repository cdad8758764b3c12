/** Symmetric int8: value = scale x integer, integers in [-127, 127], zero point 0. */
export interface QuantisedRows {
  readonly values: Int8Array;
  /** One a row. */
  readonly scales: Float32Array;
}

/**
 * The shares of a row's largest magnitude that are tried as its range. To clip a rare outlier can make all other values
 * more exact.
 */
const CLIPPING = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7];

/**
 * Quantises a matrix [rows, columns]. Each row has the range with the least squared error. A row of zeros gets scale 1.
 */
export function quantiseRows(matrix: Float32Array, rows: number, columns: number): QuantisedRows {
  const values = new Int8Array(matrix.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const source = matrix.subarray(row * columns, (row + 1) * columns);
    const scale = bestScale(source);
    scales[row] = scale;
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = toInt8(source[column]! / scale);
    }
  }
  return { values, scales };
}

function bestScale(row: Float32Array): number {
  let largest = 0;
  for (let at = 0; at < row.length; at++) largest = Math.max(largest, Math.abs(row[at]!));
  if (largest === 0) return 1;
  let best = { scale: 1, error: Infinity };
  for (const share of CLIPPING) {
    const scale = Math.fround((share * largest) / 127);
    const error = squaredError(row, scale, best.error);
    if (error < best.error) best = { scale, error };
  }
  return best.scale;
}

/**
 * The squared error of a row at a scale; any number from `limit` on where it is as large as that. So a row that was rounded
 * before, such as weights that did not learn, costs one trial.
 */
function squaredError(row: Float32Array, scale: number, limit: number): number {
  let error = 0;
  for (let at = 0; at < row.length && error < limit; at++) {
    const value = row[at]!;
    error += (value - scale * toInt8(value / scale)) ** 2;
  }
  return error;
}

function toInt8(value: number): number {
  return Math.max(-127, Math.min(127, Math.round(value)));
}
