import { Vector } from './vector';

/** Columns that share one range. */
export const GROUP: i32 = 128;

/**
 * Rows of floats as integers of seven bits, group by group of GROUP columns: x = least + step * q, q from 0 to 127,
 * where least and step are those of the group's own range. The products of `linear` are exact for seven bits.
 *
 * @param x [rows, size]
 * @param size a multiple of 4
 * @param q [rows, size] bytes
 * @param ranges [rows, groups, 2] floats: step, least
 */
export function quantise(x: usize, rows: i32, size: i32, q: usize, ranges: usize): void {
  for (let row = 0; row < rows; row++) {
    for (let start = 0; start < size; start += GROUP) {
      const end = x + ((<usize>min(GROUP, size - start)) << 2);
      // There are two chains, because each step of a chain waits for the step before. If there is only one vector, the
      // second chain sees it again.
      let low = v128.load(x);
      let high = low;
      let low2 = low;
      let high2 = low;
      for (let at = x + 16; at + 16 < end; at += 32) {
        const value = v128.load(at);
        low = f32x4.pmin(low, value);
        high = f32x4.pmax(high, value);
        const value2 = v128.load(at, 16);
        low2 = f32x4.pmin(low2, value2);
        high2 = f32x4.pmax(high2, value2);
      }
      const last = v128.load(end - 16);
      const least = Vector.min(f32x4.pmin(f32x4.pmin(low, low2), last));
      const most = Vector.max(f32x4.pmax(f32x4.pmax(high, high2), last));
      // If all values are equal, the step must not be zero; q is zero with any step.
      const step = max<f32>((most - least) / 127, 1e-30);
      f32.store(ranges, step);
      f32.store(ranges, least, 4);
      ranges += 8;
      const inverse = f32x4.splat(1.0 / step);
      const shift = f32x4.relaxed_nmadd(f32x4.splat(least), inverse, f32x4.splat(0.5));
      for (; x + 48 < end; x += 64) {
        const first = i16x8.narrow_i32x4_u(
          Levels.toIntegers(v128.load(x), inverse, shift),
          Levels.toIntegers(v128.load(x, 16), inverse, shift),
        );
        const second = i16x8.narrow_i32x4_u(
          Levels.toIntegers(v128.load(x, 32), inverse, shift),
          Levels.toIntegers(v128.load(x, 48), inverse, shift),
        );
        v128.store(q, i8x16.narrow_i16x8_s(first, second));
        q += 16;
      }
      for (; x < end; x += 16) {
        const short = i16x8.narrow_i32x4_u(Levels.toIntegers(v128.load(x), inverse, shift), i32x4.splat(0));
        v128.store32_lane(q, i8x16.narrow_i16x8_s(short, short), 0);
        q += 4;
      }
    }
  }
}

class Levels {
  /** x / step - least / step, rounded. The narrowing that follows keeps it between 0 and 127. */
  @inline
  static toIntegers(x: v128, inverse: v128, shift: v128): v128 {
    return i32x4.relaxed_trunc_f32x4_s(f32x4.relaxed_madd(x, inverse, shift));
  }
}
