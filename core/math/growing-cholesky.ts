/** How many new and known rows are multiplied side by side, so that each entry that is read is used more than once. */
const blockRows = 4;
const blockColumns = 2;

/**
 * The lower Cholesky factor L of a symmetric positive definite matrix that grows by rows. L Lᵀ is the matrix so far.
 * The entries of a row do not depend on how many rows are added at once. It takes the memory of twice the rows that it has at
 * most: a run that may take a thousand ends after a hundred, as a rule.
 */
export class GrowingCholesky {
  #size = 0;
  /** Rows of L, one after the other, row i of i + 1 entries. */
  #factor = new Float64Array(0);

  get size(): number {
    return this.#size;
  }

  /** Row `index` of L, up to its diagonal; a view, for as long as no rows are added. */
  row(index: number): Float64Array {
    const start = startOf(index);
    return this.#factor.subarray(start, start + index + 1);
  }

  /**
   * Adds rows to the matrix. n rows take n^3 / 6 multiplications in all.
   * @param entry the matrix at a new row and a column up to that row
   */
  extend(rows: number, entry: (row: number, column: number) => number): void {
    const end = this.#size + rows;
    this.#makeRoom(end);
    while (this.#size < end) {
      const first = this.#size;
      const count = end - first < blockRows ? 1 : blockRows;
      for (let row = first; row < first + count; row++) {
        const start = startOf(row);
        for (let column = 0; column <= row; column++) this.#factor[start + column] = entry(row, column);
      }
      const solved = count === blockRows ? this.#solveBlock(first) : 0;
      for (let row = first; row < first + count; row++) this.#solveRow(row, solved);
      this.#size += count;
    }
  }

  #makeRoom(rows: number): void {
    if (startOf(rows) <= this.#factor.length) return;
    const before = this.#factor;
    this.#factor = new Float64Array(Math.max(startOf(rows), 2 * before.length));
    this.#factor.set(before);
  }

  /**
   * Makes entries of L of a block's rows, in pairs of the columns before the block.
   * @returns the columns done
   */
  #solveBlock(first: number): number {
    const [a, b, c, d] = [this.row(first), this.row(first + 1), this.row(first + 2), this.row(first + 3)];
    let column = 0;
    for (; column + blockColumns <= first; column += blockColumns) {
      const left = this.row(column);
      const right = this.row(column + 1);
      let a0 = a[column]!;
      let b0 = b[column]!;
      let c0 = c[column]!;
      let d0 = d[column]!;
      let a1 = a[column + 1]!;
      let b1 = b[column + 1]!;
      let c1 = c[column + 1]!;
      let d1 = d[column + 1]!;
      for (let k = 0; k < column; k++) {
        const ak = a[k]!;
        const bk = b[k]!;
        const ck = c[k]!;
        const dk = d[k]!;
        const leftK = left[k]!;
        a0 -= ak * leftK;
        b0 -= bk * leftK;
        c0 -= ck * leftK;
        d0 -= dk * leftK;
        const rightK = right[k]!;
        a1 -= ak * rightK;
        b1 -= bk * rightK;
        c1 -= ck * rightK;
        d1 -= dk * rightK;
      }
      const diagonal = left[column]!;
      a[column] = a0 /= diagonal;
      b[column] = b0 /= diagonal;
      c[column] = c0 /= diagonal;
      d[column] = d0 /= diagonal;
      const between = right[column]!;
      const next = right[column + 1]!;
      a[column + 1] = (a1 - a0 * between) / next;
      b[column + 1] = (b1 - b0 * between) / next;
      c[column + 1] = (c1 - c0 * between) / next;
      d[column + 1] = (d1 - d0 * between) / next;
    }
    return column;
  }

  /** Makes entries of L of one row, from a column on. */
  #solveRow(row: number, from: number): void {
    const factor = this.#factor;
    const own = startOf(row);
    for (let column = from, start = startOf(from); column <= row; start += ++column) {
      let sum = factor[own + column]!;
      for (let k = 0; k < column; k++) sum -= factor[own + k]! * factor[start + k]!;
      factor[own + column] = column < row ? sum / factor[start + column]! : Math.sqrt(sum);
    }
  }
}

function startOf(row: number): number {
  return (row * (row + 1)) / 2;
}
