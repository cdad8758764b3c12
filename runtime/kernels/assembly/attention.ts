import { matMul } from './mat-mul';
import { Vector } from './vector';

/**
 * Scaled dot-product attention of `texts` texts, head by head: out [texts * queries, heads * size].
 *
 * @param query [texts * queries, heads * size]: the first `queries` tokens of each text ask
 * @param key, value [texts * length, heads * size]
 * @param bias [texts, padded]: 0 for a token that may be attended to, -1e9 for others; `padded` is the length rounded
 *   up to 4
 * @param size of a head, a multiple of 4
 * @param scratch (size + queries) * padded floats
 */
export function attention(
  query: usize,
  key: usize,
  value: usize,
  bias: usize,
  texts: i32,
  queries: i32,
  length: i32,
  heads: i32,
  size: i32,
  scratch: usize,
  out: usize,
): void {
  const hidden = heads * size;
  const padded = (length + 3) & ~3;
  const keys = scratch;
  const scores = scratch + ((<usize>(size * padded)) << 2);
  const scale: f32 = 1.0 / sqrt<f32>(<f32>size);
  for (let text = 0; text < texts; text++) {
    for (let head = 0; head < heads; head++) {
      const column = <usize>(head * size);
      const at = (<usize>(text * length * hidden) + column) << 2;
      const asked = (<usize>(text * queries * hidden) + column) << 2;
      transpose(key + at, hidden, length, size, keys, padded);
      matMul(query + asked, hidden, keys, padded, queries, size, padded, scores, padded);
      softmax(scores, bias + ((<usize>(text * padded)) << 2), scale, queries, padded);
      matMul(scores, padded, value + at, hidden, queries, length, size, out + asked, hidden);
    }
  }
}

/** out [columns, stride] = x [rows, columns] transposed, zeros behind the rows. */
function transpose(x: usize, xStride: i32, rows: i32, columns: i32, out: usize, stride: i32): void {
  for (let column = 0; column < columns; column++) {
    const line = out + ((<usize>(column * stride)) << 2);
    for (let row = 0; row < rows; row++) {
      f32.store(line + ((<usize>row) << 2), f32.load(x + ((<usize>(row * xStride + column)) << 2)));
    }
    for (let row = rows; row < stride; row++) f32.store(line + ((<usize>row) << 2), 0);
  }
}

/** Rows in place: softmax of scale * x + bias. */
function softmax(x: usize, bias: usize, scale: f32, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  const factor = f32x4.splat(scale);
  for (let row = 0; row < rows; row++) {
    let most = f32x4.splat(-Infinity);
    for (let at: usize = 0; at < bytes; at += 16) {
      const score = f32x4.add(f32x4.mul(v128.load(x + at), factor), v128.load(bias + at));
      v128.store(x + at, score);
      most = f32x4.pmax(most, score);
    }
    const largest = f32x4.splat(Vector.max(most));
    let total = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const power = Vector.exp(f32x4.sub(v128.load(x + at), largest));
      v128.store(x + at, power);
      total = f32x4.add(total, power);
    }
    const inverse = f32x4.splat(1.0 / Vector.sum(total));
    for (let at: usize = 0; at < bytes; at += 16) v128.store(x + at, f32x4.mul(v128.load(x + at), inverse));
    x += bytes;
  }
}
