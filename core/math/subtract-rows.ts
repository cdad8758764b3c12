/**
 * Subtracts rows times their weights, in place, one after the other: the result does not depend on how they are grouped.
 * Four are taken at once, so that what is read and written of `from` is used four times.
 *
 * @param from [n]
 * @param rows as many as weights at most, each [n]
 */
export function subtractRows(
  from: Float64Array,
  weights: ArrayLike<number>,
  rows: readonly Float64Array[],
): void {
  let k = 0;
  for (; k + 4 <= rows.length; k += 4) {
    const [a, b, c, d] = [rows[k]!, rows[k + 1]!, rows[k + 2]!, rows[k + 3]!];
    const [ofA, ofB, ofC, ofD] = [weights[k]!, weights[k + 1]!, weights[k + 2]!, weights[k + 3]!];
    for (let i = 0; i < from.length; i++) {
      from[i] = from[i]! - ofA * a[i]! - ofB * b[i]! - ofC * c[i]! - ofD * d[i]!;
    }
  }
  for (; k < rows.length; k++) {
    const row = rows[k]!;
    const weight = weights[k]!;
    for (let i = 0; i < from.length; i++) from[i]! -= weight * row[i]!;
  }
}
