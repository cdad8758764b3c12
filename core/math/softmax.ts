/** Softmax of one row of logits, in float64; the largest is subtracted first, so that nothing overflows. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(logits);
  const largest = result.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  for (let i = 0; i < result.length; i++) sum += result[i] = Math.exp(result[i]! - largest);
  for (let i = 0; i < result.length; i++) result[i]! /= sum;
  return result;
}
