/**
 * A pivot is compared with the entry from which it was reduced. Below this ratio, float64 can no longer tell the
 * columns apart.
 */
const tolerance = 1e-11;

export interface SymmetricSolver {
  /** The size of the largest set of columns that are independent in float64. */
  readonly rank: number;
  /** Whether columns had to be left out. A solution is then one of many. */
  readonly illConditioned: boolean;
  /** The x with A x = b. An unknown that cannot be told apart from earlier ones is 0. */
  solve(b: ArrayLike<number>): Float64Array;
}

/**
 * Cholesky factorisation of a symmetric positive semi-definite matrix, row-major [n, n] (lower triangle read). It is
 * done without pivoting if that is safe. Otherwise it is done again with diagonal pivoting, which finds the independent
 * columns and leaves the others out (Higham, Accuracy and Stability of Numerical Algorithms, 10.3).
 */
export function factorSymmetric(matrix: Float64Array, n: number): SymmetricSolver {
  return plainCholesky(matrix, n) ?? pivotedCholesky(matrix, n);
}

function plainCholesky(matrix: Float64Array, n: number): SymmetricSolver | null {
  const lower = Float64Array.from(matrix);
  let smallest = 1;
  for (let j = 0; j < n; j++) {
    const rowJ = lower.subarray(j * n, j * n + j + 1);
    const diagonal = matrix[j * n + j]!;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= rowJ[k]! * rowJ[k]!;
    // Small pivots enlarge the rounding errors in those behind them, which then look like columns of their own.
    if (!(pivot * smallest > tolerance * diagonal)) return null;
    smallest = Math.min(smallest, pivot / diagonal);
    const root = (rowJ[j] = Math.sqrt(pivot));
    for (let i = j + 1; i < n; i++) {
      const rowI = lower.subarray(i * n, i * n + j + 1);
      let sum = rowI[j]!;
      for (let k = 0; k < j; k++) sum -= rowI[k]! * rowJ[k]!;
      rowI[j] = sum / root;
    }
  }
  return { rank: n, illConditioned: false, solve: (b) => substitute(lower, n, n, b) };
}

function pivotedCholesky(matrix: Float64Array, n: number): SymmetricSolver {
  const order = Array.from({ length: n }, (_, i) => i);
  const at = (i: number, j: number): number => {
    const [p, q] = [order[i]!, order[j]!];
    return p >= q ? matrix[p * n + q]! : matrix[q * n + p]!;
  };
  const lower = new Float64Array(n * n);
  const remaining = Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]!);
  const scale = remaining.reduce((most, value) => Math.max(most, value), 0);
  let rank = 0;
  for (; rank < n; rank++) {
    let best = rank;
    for (let i = rank + 1; i < n; i++) if (remaining[i]! > remaining[best]!) best = i;
    if (!(remaining[best]! > tolerance * scale)) break;
    swapRows(lower, n, rank, best);
    [order[rank], order[best]] = [order[best]!, order[rank]!];
    [remaining[rank], remaining[best]] = [remaining[best]!, remaining[rank]!];
    const root = (lower[rank * n + rank] = Math.sqrt(remaining[rank]!));
    for (let i = rank + 1; i < n; i++) {
      let sum = at(i, rank);
      for (let k = 0; k < rank; k++) sum -= lower[i * n + k]! * lower[rank * n + k]!;
      const entry = (lower[i * n + rank] = sum / root);
      remaining[i]! -= entry * entry;
    }
  }
  const kept = rank;
  return {
    rank: kept,
    illConditioned: kept < n,
    solve(b) {
      const reduced = substitute(
        lower,
        n,
        kept,
        order.map((index) => b[index]!),
      );
      const x = new Float64Array(n);
      for (let i = 0; i < kept; i++) x[order[i]!] = reduced[i]!;
      return x;
    },
  };
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  if (a === b) return;
  const row = matrix.slice(a * n, a * n + n);
  matrix.copyWithin(a * n, b * n, b * n + n);
  matrix.set(row, b * n);
}

/** Solves L L^T x = b for the leading [rank, rank] block of L, whose rows are n apart. */
function substitute(lower: Float64Array, n: number, rank: number, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(rank);
  for (let i = 0; i < rank; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  for (let i = rank - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < rank; k++) sum -= lower[k * n + i]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  return x;
}
