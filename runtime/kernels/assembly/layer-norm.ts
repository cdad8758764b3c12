import { Vector } from './vector';

/**
 * LayerNorm of x + y, row by row: out [rows, size]. `y` may be 0, for none; `out` may be x or y.
 * @param size a multiple of 4
 */
export function layerNorm(
  x: usize,
  y: usize,
  scale: usize,
  bias: usize,
  rows: i32,
  size: i32,
  epsilon: f32,
  out: usize,
): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    let total = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      let value = v128.load(x + at);
      if (y) value = f32x4.add(value, v128.load(y + at));
      v128.store(out + at, value);
      total = f32x4.add(total, value);
    }
    const mean = f32x4.splat(Vector.sum(total) / <f32>size);
    let squares = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const centred = f32x4.sub(v128.load(out + at), mean);
      squares = f32x4.add(squares, f32x4.mul(centred, centred));
    }
    const factor = f32x4.splat(1.0 / sqrt<f32>(Vector.sum(squares) / <f32>size + epsilon));
    for (let at: usize = 0; at < bytes; at += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(out + at), mean), factor);
      v128.store(out + at, f32x4.add(f32x4.mul(normal, v128.load(scale + at)), v128.load(bias + at)));
    }
    x += bytes;
    if (y) y += bytes;
    out += bytes;
  }
}
