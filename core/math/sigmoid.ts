/** 1 / (1 + exp(-x)) of each logit, in float64. Far below zero exp overflows to Infinity, and the quotient is 0. */
export function sigmoid(logits: ArrayLike<number>): Float64Array {
  return Float64Array.from(logits, (x) => 1 / (1 + Math.exp(-x)));
}
