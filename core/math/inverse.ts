import { GrowingCholesky } from './growing-cholesky';

/** Columns that are made side by side: along one each sum waits for the one before. */
const abreast = 4;

export interface Inverse {
  /** Of the matrix. */
  readonly logDeterminant: number;
  /** The lower half: row a holds the entries of columns 0 to a; what stands behind them says nothing. */
  readonly rows: readonly Float64Array[];
}

/**
 * The inverse of a symmetric positive definite matrix, in n^3 / 2 multiplications; null: it is none in float64.
 *
 * @param entry the matrix at a row and a column up to that row
 */
export function inverseOf(n: number, entry: (row: number, column: number) => number): Inverse | null {
  const factor = new GrowingCholesky();
  factor.extend(n, entry);
  const lower = Array.from({ length: n }, (_, row) => factor.row(row));
  let logDeterminant = 0;
  for (const [row, entries] of lower.entries()) {
    // The root of a negative number is no number.
    if (!(entries[row]! > 0)) return null;
    logDeterminant += 2 * Math.log(entries[row]!);
  }
  const columns = inverseColumns(lower);
  const rows = lower.map((_, a) => {
    const row = new Float64Array(columns.length);
    const own = columns[a]!;
    for (let b = 0; b <= a; b += abreast) {
      const p = columns[b]!;
      const q = columns[b + 1]!;
      const r = columns[b + 2]!;
      const s = columns[b + 3]!;
      let ofP = 0;
      let ofQ = 0;
      let ofR = 0;
      let ofS = 0;
      for (let k = a; k < n; k++) {
        const one = own[k]!;
        ofP += one * p[k]!;
        ofQ += one * q[k]!;
        ofR += one * r[k]!;
        ofS += one * s[k]!;
      }
      row[b] = ofP;
      row[b + 1] = ofQ;
      row[b + 2] = ofR;
      row[b + 3] = ofS;
    }
    return row;
  });
  return { logDeterminant, rows };
}

/** The columns of the inverse of a lower factor; columns of zeros make their number a multiple of those made abreast. */
function inverseColumns(lower: readonly Float64Array[]): Float64Array[] {
  const n = lower.length;
  const columns = Array.from({ length: Math.ceil(n / abreast) * abreast }, () => new Float64Array(n));
  for (let first = 0; first < n; first += abreast) {
    const [p, q, r, s] = [columns[first]!, columns[first + 1]!, columns[first + 2]!, columns[first + 3]!];
    for (let row = first; row < n; row++) {
      const entries = lower[row]!;
      // Of the unit matrix.
      let ofP = row === first ? 1 : 0;
      let ofQ = row === first + 1 ? 1 : 0;
      let ofR = row === first + 2 ? 1 : 0;
      let ofS = row === first + 3 ? 1 : 0;
      for (let k = first; k < row; k++) {
        const one = entries[k]!;
        ofP -= one * p[k]!;
        ofQ -= one * q[k]!;
        ofR -= one * r[k]!;
        ofS -= one * s[k]!;
      }
      const diagonal = entries[row]!;
      p[row] = ofP / diagonal;
      q[row] = ofQ / diagonal;
      r[row] = ofR / diagonal;
      s[row] = ofS / diagonal;
    }
  }
  return columns;
}
