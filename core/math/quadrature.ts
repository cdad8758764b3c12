/** Nodes on [0, 1] and weights that sum to one: the integral of f is about the sum of weights x f(nodes). */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre quadrature on [0, 1], nodes ascending. It is exact for polynomials of degree up to 2 n - 1. The nodes
 * are found by Newton's method on the Legendre polynomial, from Tricomi's estimate of its roots.
 *
 * @throws RangeError unless n is a positive whole number
 */
export function gaussLegendre(n: number): Quadrature {
  requirePoints(n, 1);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5)) * (1 - (n - 1) / (8 * n ** 3));
    let derivative = 1;
    // The estimate has an error of O(n^-4) and convergence is quadratic: after five steps only rounding is left.
    for (let step = 0; step < 5; step++) {
      let [before, value] = [1, x];
      for (let degree = 2; degree <= n; degree++) {
        [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
      }
      derivative = (n * (before - x * value)) / (1 - x * x);
      x -= value / derivative;
    }
    if (i === n - 1 - i) x = 0;
    const weight = 1 / ((1 - x * x) * derivative * derivative);
    nodes[i] = (1 - x) / 2;
    nodes[n - 1 - i] = (1 + x) / 2;
    weights[i] = weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}

/** Riemann sum of n equal steps, at the left end, the middle or the right end of each. */
export function riemann(n: number, side: 'left' | 'middle' | 'right'): Quadrature {
  requirePoints(n, 1);
  const offset = { left: 0, middle: 0.5, right: 1 }[side];
  return {
    nodes: Float64Array.from({ length: n }, (_, i) => (i + offset) / n),
    weights: new Float64Array(n).fill(1 / n),
  };
}

/**
 * Trapezoid rule on n points, both ends included. Its weights sum to one; Captum's ("riemann_trapezoid") keep 1/n
 * for the inner points and sum to (n - 1)/n.
 *
 * @throws RangeError unless n is a whole number of at least two
 */
export function trapezoid(n: number): Quadrature {
  requirePoints(n, 2);
  const step = 1 / (n - 1);
  return {
    nodes: Float64Array.from({ length: n }, (_, i) => i * step),
    weights: Float64Array.from({ length: n }, (_, i) => (i === 0 || i === n - 1 ? step / 2 : step)),
  };
}

function requirePoints(n: number, least: number): void {
  if (!Number.isInteger(n) || n < least) {
    throw new RangeError(`Quadrature needs a whole number of at least ${least} points, not ${n}.`);
  }
}
