const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 half precision of each number, as its bits: rounded to nearest even, too large numbers to infinity. */
export function toFloat16(data: Float32Array): Uint16Array {
  return Uint16Array.from(data, halfBits);
}

function halfBits(value: number): number {
  float[0] = value;
  const single = bits[0]!;
  const sign = (single >>> 16) & 0x8000;
  const exponent = ((single >>> 23) & 0xff) - 127 + 15;
  const fraction = single & 0x7fffff;
  if (exponent === 0xff - 127 + 15) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  // Below the normal range the leading one becomes explicit and moves right with the exponent.
  const shift = exponent > 0 ? 13 : 14 - exponent;
  const significand = exponent > 0 ? fraction : fraction | 0x800000;
  const kept = significand >>> shift;
  const rest = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const up = rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0;
  // A carry out of the fraction runs into the exponent, which is what rounding up to the next power of two means.
  return sign | ((exponent > 0 ? exponent << 10 : 0) + kept + up);
}

/** IEEE 754 binary16 bits to the binary32 bits of the same number. */
export function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  let exponent = (half >>> 10) & 0x1f;
  let fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent === 0) {
    if (fraction === 0) return sign;
    // A subnormal half is a normal float: shift its leading bit into the implicit place.
    const shift = Math.clz32(fraction) - 21;
    fraction = (fraction << shift) & 0x3ff;
    exponent = 1 - shift;
  }
  return sign | ((exponent + 112) << 23) | (fraction << 13);
}

/** The number that half-precision bits stand for. */
export function fromFloat16(half: number): number {
  bits[0] = widenHalf(half);
  return float[0]!;
}
