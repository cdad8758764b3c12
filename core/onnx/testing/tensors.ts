/** A float64 tensor, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Broadcasts two tensors to their common shape. */
export function broadcastTo(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const rank = Math.max(a.shape.length, b.shape.length);
  const at = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(at(a.shape, axis), at(b.shape, axis)));
  const strides = stridesOf(shape);
  const stretch = (x: Tensor): Tensor => {
    const own = stridesOf(x.shape);
    const offset = rank - x.shape.length;
    const data = new Float64Array(sizeOf(shape)).map((_, index) => {
      let from = 0;
      x.shape.forEach((size, axis) => {
        if (size > 1) from += (Math.floor(index / strides[axis + offset]!) % size) * own[axis]!;
      });
      return x.data[from]!;
    });
    return { shape, data };
  };
  return [stretch(a), stretch(b)];
}

export function reduceAxes(
  x: Tensor,
  axes: readonly number[],
  keep: boolean,
  f: (values: readonly number[]) => number,
): Tensor {
  const rank = x.shape.length;
  const reduced = axes.map((axis) => (axis + rank) % rank);
  const kept = x.shape.map((size, axis) => (reduced.includes(axis) ? 1 : size));
  const strides = stridesOf(x.shape);
  const keptStrides = stridesOf(kept);
  const groups = Array.from({ length: sizeOf(kept) }, (): number[] => []);
  x.data.forEach((value, index) => {
    let group = 0;
    kept.forEach((size, axis) => {
      if (size > 1) group += (Math.floor(index / strides[axis]!) % size) * keptStrides[axis]!;
    });
    groups[group]!.push(value);
  });
  const shape = keep ? kept : kept.filter((_, axis) => !reduced.includes(axis));
  return { shape, data: Float64Array.from(groups, f) };
}

/** MatMul, with the outer axes broadcast. */
export function matrixProduct(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const index = (shape: readonly number[]): Tensor => {
    const outer = shape.slice(0, -2);
    return { shape: outer, data: Float64Array.from({ length: sizeOf(outer) }, (_, at) => at) };
  };
  const [left, right] = broadcastTo(index(a.shape), index(b.shape));
  const data = new Float64Array(left.data.length * rows * columns);
  left.data.forEach((leftAt, batch) => {
    const rightAt = right.data[batch]!;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0;
        for (let k = 0; k < inner; k++) {
          total +=
            a.data[(leftAt * rows + row) * inner + k]! * b.data[(rightAt * inner + k) * columns + column]!;
        }
        data[(batch * rows + row) * columns + column] = total;
      }
    }
  });
  return { shape: [...left.shape, rows, columns], data };
}
