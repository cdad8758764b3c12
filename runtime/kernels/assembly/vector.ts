/** Outside these limits the result is not a normal float. */
const LEAST: f32 = -87.3;
const MOST: f32 = 88.3;

/**
 * Functions of four floats at once. They are methods of a class because AssemblyScript can then be told to inline them.
 */
export class Vector {
  /**
   * e^x of four floats: 2^n times a polynomial in the remainder, |remainder| <= ln 2 / 2 (the minimax polynomial of
   * Cephes' expf). Arguments are clamped to the range of normal floats.
   */
  @inline
  static exp(x: v128): v128 {
    const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.splat(LEAST)), f32x4.splat(MOST));
    const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.4426950408889634)));
    // ln 2 in two parts. The first part has few bits, so that n times it is exact.
    let r = f32x4.relaxed_nmadd(n, f32x4.splat(0.693359375), clamped);
    r = f32x4.relaxed_nmadd(n, f32x4.splat(-2.1219444e-4), r);
    let p = f32x4.splat(1.98756915e-4);
    p = f32x4.relaxed_madd(p, r, f32x4.splat(1.3981999507e-3));
    p = f32x4.relaxed_madd(p, r, f32x4.splat(8.3334519073e-3));
    p = f32x4.relaxed_madd(p, r, f32x4.splat(4.1665795894e-2));
    p = f32x4.relaxed_madd(p, r, f32x4.splat(1.6666665459e-1));
    p = f32x4.relaxed_madd(p, r, f32x4.splat(5.0000001201e-1));
    p = f32x4.relaxed_madd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
    const power = i32x4.shl(i32x4.add(i32x4.relaxed_trunc_f32x4_s(n), i32x4.splat(127)), 23);
    return f32x4.mul(p, power);
  }

  /** Sum of the four floats. */
  @inline
  static sum(x: v128): f32 {
    return (
      f32x4.extract_lane(x, 0) +
      f32x4.extract_lane(x, 1) +
      (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
    );
  }

  /** Largest of the four floats. */
  @inline
  static max(x: v128): f32 {
    return max<f32>(
      max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
      max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
    );
  }

  /** Smallest of the four floats. */
  @inline
  static min(x: v128): f32 {
    return min<f32>(
      min<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
      min(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
    );
  }
}
