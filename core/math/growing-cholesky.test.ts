import { describe, expect, it } from 'vitest';
import { GrowingCholesky } from './growing-cholesky';
import { Random } from './random';

const size = 23;
const random = new Random(3);
const root = Array.from({ length: size }, () => Array.from({ length: size }, () => random.uniform() - 0.5));
/** Positive definite: a product of a matrix with its transpose, and 1 on the diagonal. */
const matrix = (row: number, column: number): number =>
  root[row]!.reduce((sum, value, k) => sum + value * root[column]![k]!, row === column ? 1 : 0);

function grown(parts: readonly number[]): GrowingCholesky {
  const factor = new GrowingCholesky();
  for (const rows of parts) factor.extend(rows, matrix);
  return factor;
}

describe('GrowingCholesky', () => {
  it('gives the matrix back as L times its transpose', () => {
    const factor = grown([size]);
    expect(factor.size).toBe(size);
    for (let row = 0; row < size; row++) {
      expect(factor.row(row)).toHaveLength(row + 1);
      for (let column = 0; column <= row; column++) {
        const left = factor.row(row);
        const product = factor.row(column).reduce((sum, value, k) => sum + value * left[k]!, 0);
        expect(product).toBeCloseTo(matrix(row, column), 12);
      }
    }
  });

  it('has the same rows however many are added at once', () => {
    const whole = grown([size]);
    for (const parts of [Array<number>(size).fill(1), [1, 4, 9, 9], [3, 5, 15]]) {
      const factor = grown(parts);
      for (let row = 0; row < size; row++) expect(factor.row(row)).toEqual(whole.row(row));
    }
  });
});
