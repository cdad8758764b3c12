import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorSymmetric } from './cholesky';
import { Random } from './random';

/** B B^T of a random [n, rank] matrix. */
function gram(n: number, rank: number, random: Random): Float64Array {
  const b = Float64Array.from({ length: n * rank }, () => random.uniform() - 0.5);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < rank; k++) matrix[i * n + j]! += b[i * rank + k]! * b[j * rank + k]!;
    }
  }
  return matrix;
}

function times(matrix: Float64Array, x: Float64Array): number[] {
  const n = x.length;
  return Array.from({ length: n }, (_, i) =>
    x.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0),
  );
}

describe('factorSymmetric', () => {
  it('solves what can be solved, whatever the rank', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 14 }),
        fc.nat(),
        (n, columns, seed) => {
          const random = new Random(seed);
          const matrix = gram(n, columns, random);
          const wanted = Float64Array.from({ length: n }, () => random.uniform());
          const b = times(matrix, wanted);
          const solver = factorSymmetric(matrix, n);
          expect(solver.illConditioned).toBe(solver.rank < n);
          expect(solver.rank).toBeLessThanOrEqual(Math.min(n, columns));
          times(matrix, solver.solve(b)).forEach((value, i) => expect(value).toBeCloseTo(b[i]!, 6));
        },
      ),
      // Rank 2: behind a small pivot, rounding left a third.
      { examples: [[3, 2, 234681822]] },
    ));

  it('leaves out a column that repeats another', () => {
    const solver = factorSymmetric(Float64Array.of(2, 2, 0, 2, 2, 0, 0, 0, 1), 3);
    expect(solver.rank).toBe(2);
    expect(solver.illConditioned).toBe(true);
    const x = solver.solve([4, 4, 3]);
    expect(x[0]! + x[1]!).toBeCloseTo(2, 12);
    expect(x[2]).toBe(3);
  });
});
