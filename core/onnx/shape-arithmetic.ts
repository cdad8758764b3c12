import { GraphError, type Dimension, type Shape } from './types';

/**
 * The shape that two shapes broadcast to (NumPy's rule). A named size broadcasts only with itself and with 1: two
 * different names may be equal at run time by chance, but nothing should depend on that.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new GraphError(`sizes ${left} and ${right} do not broadcast`);
  });
}

/** Resolves a possibly negative axis. */
export function normaliseAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (resolved < 0 || resolved >= rank)
    throw new GraphError(`axis ${axis} is outside a tensor of rank ${rank}`);
  return resolved;
}

/**
 * The shape that ONNX's Reshape makes of `shape`: a target size of 0 is copied from the same axis, and -1 is what
 * remains.
 * @throws GraphError when the sizes do not multiply to the same
 */
export function reshaped(shape: Shape, target: Shape): Shape {
  const copied = target.map((size, axis): Dimension => {
    if (size !== 0) return size;
    const source = shape[axis];
    if (source === undefined) throw new GraphError(`target size 0 at axis ${axis} has nothing to copy`);
    return source;
  });
  if (!copied.includes(-1)) {
    if (!sameProduct(shape, copied)) throw new GraphError(`cannot reshape to [${copied.join(', ')}]`);
    return copied;
  }
  // Sizes that stand on both sides cancel, whatever their value at run time. What remains is the -1.
  const { number, names } = factorsOf(shape);
  const known = factorsOf(copied.filter((size) => size !== -1));
  for (const name of known.names) {
    const at = names.indexOf(name);
    if (at < 0) throw new GraphError(`cannot reshape to [${copied.join(', ')}]`);
    names.splice(at, 1);
  }
  if (number % known.number !== 0) throw new GraphError(`cannot reshape to [${copied.join(', ')}]`);
  const quotient = number / known.number;
  const inferred =
    names.length === 0 ? quotient : [...(quotient === 1 ? [] : [quotient]), ...names].join('*');
  return copied.map((size) => (size === -1 ? inferred : size));
}

function sameProduct(a: Shape, b: Shape): boolean {
  const key = (shape: Shape) => {
    const { number, names } = factorsOf(shape);
    return `${number} ${names.join(' ')}`;
  };
  return key(a) === key(b);
}

/** The product of a shape's sizes: a number, and names in alphabetical order ("12*batch" is 12 and "batch"). */
function factorsOf(shape: Shape): { number: number; names: string[] } {
  const names: string[] = [];
  let number = 1;
  for (const factor of shape.flatMap((size) => String(size).split('*'))) {
    if (/^\d+$/.test(factor)) number *= Number(factor);
    else names.push(factor);
  }
  return { number, names: names.sort() };
}
