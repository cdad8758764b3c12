/** Ranks from 1, ascending; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

/** Pearson correlation; null where a side is constant (or shorter than two), for which there is none. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength(a, b);
  const n = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n;
    meanB += b[i]! / n;
  }
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    aa += (a[i]! - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
    ab += (a[i]! - meanA) * (b[i]! - meanB);
  }
  return aa > 0 && bb > 0 ? clamp(ab / Math.sqrt(aa * bb)) : null;
}

/** Spearman's rank correlation, ties given their mean rank (scipy.stats.spearmanr); null where a side is constant. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength(a, b);
  return pearson(ranks(a), ranks(b));
}

/** Kendall's tau-b, which corrects for ties (scipy.stats.kendalltau); null where a side is constant. */
export function kendall(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength(a, b);
  let [concordance, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const signA = Math.sign(a[i]! - a[j]!);
      const signB = Math.sign(b[i]! - b[j]!);
      concordance += signA * signB;
      untiedA += signA * signA;
      untiedB += signB * signB;
    }
  }
  return untiedA > 0 && untiedB > 0 ? clamp(concordance / Math.sqrt(untiedA * untiedB)) : null;
}

/** Rounding must not make a correlation of one and a little. */
function clamp(correlation: number): number {
  return Math.max(-1, Math.min(1, correlation));
}

function requireSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) {
    throw new RangeError(`Correlation needs as many values on both sides, not ${a.length} and ${b.length}.`);
  }
}
