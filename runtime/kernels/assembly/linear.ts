import { GROUP } from './quantise';

/** How many rows and columns a tile has. Its sums stay in registers. */
const TILE_ROWS = 6;
const TILE_COLUMNS = 8;

/**
 * out [rows, n] = x Wᵀ + bias, x quantised by `quantise` and W in integers of eight bits with a scale for each column.
 *
 * In each group x = least + step q, so the sum of a column is the sum of step (q . w) + least (1 . w) over the groups.
 * The dot products are those of relaxed SIMD. Because q has seven bits, they give the same result on every processor.
 * This kernel suits processors that have them as one instruction.
 *
 * @param q [rows, k] bytes; whole tiles of 6 rows are read and written, even beyond the last row
 * @param ranges [rows, groups, 2] floats: step, least
 * @param rows
 * @param k a multiple of 4
 * @param weights [n / 8, k / 4, 8, 4] bytes
 * @param sums [groups, n] floats: of a group's weights
 * @param scales [n] floats
 * @param bias [n] floats
 * @param n a multiple of 8
 */
export function linear(
  q: usize,
  ranges: usize,
  rows: i32,
  k: i32,
  weights: usize,
  sums: usize,
  scales: usize,
  bias: usize,
  n: i32,
  out: usize,
): void {
  Tile.all(q, ranges, rows, k, weights, sums, scales, bias, n, out, true);
}

/**
 * The same numbers as `linear`. It is faster if a dot product takes several instructions, because it first adds pairs
 * in 16 bits.
 */
export function linearByPairs(
  q: usize,
  ranges: usize,
  rows: i32,
  k: i32,
  weights: usize,
  sums: usize,
  scales: usize,
  bias: usize,
  n: i32,
  out: usize,
): void {
  Tile.all(q, ranges, rows, k, weights, sums, scales, bias, n, out, false);
}

/**
 * The sum of four products of `weight` and `x`, by this processor's dot product, for an `x` of more than seven bits.
 * The answer shows how the processor computes it.
 */
export function dotOutOfRange(weight: i32, x: i32): i32 {
  const sum = Tile.dot(i8x16.splat(<i8>weight), i8x16.splat(<i8>x), i32x4.splat(0), true);
  return i32x4.extract_lane(sum, 0);
}

/** Functions of a tile of 6 x 8 sums. `fused`: whether dot products are one instruction (known when compiling). */
class Tile {
  @inline
  static all(
    q: usize,
    ranges: usize,
    rows: i32,
    k: i32,
    weights: usize,
    sums: usize,
    scales: usize,
    bias: usize,
    n: i32,
    out: usize,
    fused: bool,
  ): void {
    const groups = (k + GROUP - 1) / GROUP;
    const rangeBytes = (<usize>groups) << 3;
    const outBytes = (<usize>n) << 2;
    for (let j = 0; j < n; j += TILE_COLUMNS) {
      const columns = (<usize>j) << 2;
      const column = weights + <usize>(j * k);
      for (let i = 0; i < rows; i += TILE_ROWS) {
        const tile = out + <usize>i * outBytes + columns;
        const tileRanges = ranges + <usize>i * rangeBytes;
        let a = q + <usize>(i * k);
        let w = column;
        for (let group = 0; group < groups; group++) {
          const width = min(GROUP, k - group * GROUP);
          const groupSums = sums + <usize>group * outBytes + columns;
          Tile.addGroup(
            a,
            k,
            width,
            w,
            tileRanges + ((<usize>group) << 3),
            rangeBytes,
            groupSums,
            tile,
            outBytes,
            group == 0,
            fused,
          );
          a += width;
          w += width << 3;
        }
        Tile.finish(tile, outBytes, scales + columns, bias + columns);
      }
    }
  }

  /** Adds the part of one group to `out`; the first group is written instead. */
  @inline
  static addGroup(
    a: usize,
    k: i32,
    width: i32,
    w: usize,
    ranges: usize,
    rangeBytes: usize,
    sums: usize,
    out: usize,
    outBytes: usize,
    first: bool,
    fused: bool,
  ): void {
    const row = <usize>k;
    let a1 = a + row;
    let a2 = a1 + row;
    let a3 = a2 + row;
    let a4 = a3 + row;
    let a5 = a4 + row;
    let c00 = i32x4.splat(0);
    let c01 = i32x4.splat(0);
    let c10 = i32x4.splat(0);
    let c11 = i32x4.splat(0);
    let c20 = i32x4.splat(0);
    let c21 = i32x4.splat(0);
    let c30 = i32x4.splat(0);
    let c31 = i32x4.splat(0);
    let c40 = i32x4.splat(0);
    let c41 = i32x4.splat(0);
    let c50 = i32x4.splat(0);
    let c51 = i32x4.splat(0);
    const end = a + <usize>width;
    while (a < end) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const x0 = v128.load32_splat(a);
      c00 = Tile.dot(w0, x0, c00, fused);
      c01 = Tile.dot(w1, x0, c01, fused);
      const x1 = v128.load32_splat(a1);
      c10 = Tile.dot(w0, x1, c10, fused);
      c11 = Tile.dot(w1, x1, c11, fused);
      const x2 = v128.load32_splat(a2);
      c20 = Tile.dot(w0, x2, c20, fused);
      c21 = Tile.dot(w1, x2, c21, fused);
      const x3 = v128.load32_splat(a3);
      c30 = Tile.dot(w0, x3, c30, fused);
      c31 = Tile.dot(w1, x3, c31, fused);
      const x4 = v128.load32_splat(a4);
      c40 = Tile.dot(w0, x4, c40, fused);
      c41 = Tile.dot(w1, x4, c41, fused);
      const x5 = v128.load32_splat(a5);
      c50 = Tile.dot(w0, x5, c50, fused);
      c51 = Tile.dot(w1, x5, c51, fused);
      a += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      a4 += 4;
      a5 += 4;
      w += 32;
    }
    Tile.addRow(c00, c01, ranges, sums, out, first);
    Tile.addRow(c10, c11, ranges + rangeBytes, sums, out + outBytes, first);
    Tile.addRow(c20, c21, ranges + 2 * rangeBytes, sums, out + 2 * outBytes, first);
    Tile.addRow(c30, c31, ranges + 3 * rangeBytes, sums, out + 3 * outBytes, first);
    Tile.addRow(c40, c41, ranges + 4 * rangeBytes, sums, out + 4 * outBytes, first);
    Tile.addRow(c50, c51, ranges + 5 * rangeBytes, sums, out + 5 * outBytes, first);
  }

  @inline
  static addRow(c0: v128, c1: v128, ranges: usize, sums: usize, out: usize, first: bool): void {
    const step = v128.load32_splat(ranges);
    const least = v128.load32_splat(ranges, 4);
    let s0 = f32x4.mul(least, v128.load(sums));
    let s1 = f32x4.mul(least, v128.load(sums, 16));
    if (!first) {
      s0 = f32x4.add(s0, v128.load(out));
      s1 = f32x4.add(s1, v128.load(out, 16));
    }
    v128.store(out, f32x4.add(s0, f32x4.mul(f32x4.convert_i32x4_s(c0), step)));
    v128.store(out, f32x4.add(s1, f32x4.mul(f32x4.convert_i32x4_s(c1), step)), 16);
  }

  /** Multiplies the sums of a tile by the scales of their columns, and adds the bias. */
  @inline
  static finish(out: usize, outBytes: usize, scales: usize, bias: usize): void {
    for (let row = 0; row < TILE_ROWS; row++) {
      v128.store(out, f32x4.add(f32x4.mul(v128.load(out), v128.load(scales)), v128.load(bias)));
      v128.store(
        out,
        f32x4.add(f32x4.mul(v128.load(out, 16), v128.load(scales, 16)), v128.load(bias, 16)),
        16,
      );
      out += outBytes;
    }
  }

  /** sum + the products of four weights and four x in each lane. */
  @inline
  static dot(weights: v128, x: v128, sum: v128, fused: bool): v128 {
    if (fused) return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, x, sum);
    return i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(weights, x)));
  }
}
