import { describe, expect, it } from 'vitest';
import { gaussLegendre, riemann, trapezoid, type Quadrature } from './quadrature';

const integral = ({ nodes, weights }: Quadrature, f: (x: number) => number): number =>
  nodes.reduce((sum, node, i) => sum + weights[i]! * f(node), 0);

describe('gaussLegendre', () => {
  it.each([1, 2, 3, 5, 10, 50])('with %i points is exact up to degree 2 n - 1', (n) => {
    const rule = gaussLegendre(n);
    for (const degree of [0, 1, n, 2 * n - 1]) {
      expect(integral(rule, (x) => x ** degree)).toBeCloseTo(1 / (degree + 1), 13);
    }
    if (n < 10) expect(Math.abs(integral(rule, (x) => x ** (2 * n)) - 1 / (2 * n + 1))).toBeGreaterThan(1e-9);
    expect([...rule.nodes]).toEqual([...rule.nodes].sort((a, b) => a - b));
  });

  it('has the known nodes and weights of three points', () => {
    const { nodes, weights } = gaussLegendre(3);
    expect(nodes[0]).toBeCloseTo((1 - Math.sqrt(3 / 5)) / 2, 15);
    expect(nodes[1]).toBe(0.5);
    expect(weights[0]).toBeCloseTo(5 / 18, 15);
    expect(weights[1]).toBeCloseTo(4 / 9, 15);
  });
});

describe('every rule', () => {
  it.each([
    ['left', riemann(7, 'left'), 0],
    ['middle', riemann(7, 'middle'), 1 / 14],
    ['right', riemann(7, 'right'), 1 / 7],
    ['trapezoid', trapezoid(7), 0],
  ])('%s has weights that sum to one', (_, { nodes, weights }, first) => {
    expect(nodes[0]).toBeCloseTo(first, 15);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
  });

  it('refuses numbers of points that make no rule', () => {
    expect(() => gaussLegendre(0)).toThrow(/at least 1 points, not 0/);
    expect(() => riemann(1.5, 'left')).toThrow(RangeError);
    expect(() => trapezoid(1)).toThrow(/at least 2 points/);
  });
});
