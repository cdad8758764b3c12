/**
 * out [m, n] = a [m, k] b [k, n] in float. Strides are the distances of rows, in floats.
 * @param n a multiple of 4
 */
export function matMul(
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  m: i32,
  k: i32,
  n: i32,
  out: usize,
  outStride: i32,
): void {
  const aBytes = (<usize>aStride) << 2;
  const bBytes = (<usize>bStride) << 2;
  const outBytes = (<usize>outStride) << 2;
  const wide = n & ~7;
  const tall = m & ~3;
  for (let i = 0; i < tall; i += 4) {
    const rows = a + <usize>i * aBytes;
    const outRows = out + <usize>i * outBytes;
    for (let j = 0; j < wide; j += 8) {
      Tile.fourByEight(rows, aBytes, b + ((<usize>j) << 2), bBytes, k, outRows + ((<usize>j) << 2), outBytes);
    }
  }
  for (let i = 0; i < m; i++) {
    const row = a + <usize>i * aBytes;
    const outRow = out + <usize>i * outBytes;
    for (let j = i < tall ? wide : 0; j < n; j += 4) {
      Tile.oneByFour(row, b + ((<usize>j) << 2), bBytes, k, outRow + ((<usize>j) << 2));
    }
  }
}

class Tile {
  @inline
  static fourByEight(
    a: usize,
    aBytes: usize,
    b: usize,
    bBytes: usize,
    k: i32,
    out: usize,
    outBytes: usize,
  ): void {
    const a1 = a + aBytes;
    const a2 = a1 + aBytes;
    const a3 = a2 + aBytes;
    let c00 = f32x4.splat(0);
    let c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0);
    let c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0);
    let c21 = f32x4.splat(0);
    let c30 = f32x4.splat(0);
    let c31 = f32x4.splat(0);
    const end = (<usize>k) << 2;
    for (let at: usize = 0; at < end; at += 4) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const x0 = v128.load32_splat(a + at);
      c00 = f32x4.relaxed_madd(x0, b0, c00);
      c01 = f32x4.relaxed_madd(x0, b1, c01);
      const x1 = v128.load32_splat(a1 + at);
      c10 = f32x4.relaxed_madd(x1, b0, c10);
      c11 = f32x4.relaxed_madd(x1, b1, c11);
      const x2 = v128.load32_splat(a2 + at);
      c20 = f32x4.relaxed_madd(x2, b0, c20);
      c21 = f32x4.relaxed_madd(x2, b1, c21);
      const x3 = v128.load32_splat(a3 + at);
      c30 = f32x4.relaxed_madd(x3, b0, c30);
      c31 = f32x4.relaxed_madd(x3, b1, c31);
      b += bBytes;
    }
    v128.store(out, c00);
    v128.store(out, c01, 16);
    out += outBytes;
    v128.store(out, c10);
    v128.store(out, c11, 16);
    out += outBytes;
    v128.store(out, c20);
    v128.store(out, c21, 16);
    out += outBytes;
    v128.store(out, c30);
    v128.store(out, c31, 16);
  }

  @inline
  static oneByFour(a: usize, b: usize, bBytes: usize, k: i32, out: usize): void {
    let c = f32x4.splat(0);
    const end = a + ((<usize>k) << 2);
    for (; a < end; a += 4) {
      c = f32x4.relaxed_madd(v128.load32_splat(a), v128.load(b), c);
      b += bBytes;
    }
    v128.store(out, c);
  }
}
