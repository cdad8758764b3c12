import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseOf } from './inverse';
import { Random } from './random';

/** B Bᵀ + I of a random B: positive definite. */
function positiveDefinite(n: number, seed: number): number[][] {
  const random = new Random(seed);
  const b = Array.from({ length: n }, () => Array.from({ length: n }, () => random.uniform() - 0.5));
  return b.map((p, i) => b.map((q, j) => p.reduce((sum, value, k) => sum + value * q[k]!, i === j ? 1 : 0)));
}

function determinant(matrix: readonly (readonly number[])[]): number {
  const [first, ...others] = matrix;
  if (!first) return 1;
  return first.reduce(
    (sum, value, j) =>
      sum + (j % 2 ? -1 : 1) * value * determinant(others.map((row) => row.filter((_, k) => k !== j))),
    0,
  );
}

describe('inverseOf', () => {
  it('times the matrix is the unit matrix, whatever the size', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const matrix = positiveDefinite(n, seed);
        const { rows } = inverseOf(n, (row, column) => matrix[row]![column]!)!;
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let k = 0; k < n; k++) sum += matrix[i]![k]! * rows[Math.max(k, j)]![Math.min(k, j)]!;
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 10);
          }
        }
      }),
    ));

  it('knows the determinant', () => {
    for (let n = 0; n <= 6; n++) {
      const matrix = positiveDefinite(n, n);
      const { logDeterminant } = inverseOf(n, (row, column) => matrix[row]![column]!)!;
      expect(logDeterminant).toBeCloseTo(Math.log(determinant(matrix)), 12);
    }
  });

  it('is none of a matrix that is not positive definite', () => {
    const of = (matrix: readonly (readonly number[])[]) =>
      inverseOf(matrix.length, (row, column) => matrix[row]![column]!);
    expect(of([[-1]])).toBeNull();
    expect(
      of([
        [1, 2],
        [2, 1],
      ]),
    ).toBeNull();
    expect(
      of([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
  });
});
