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

/** Pearson correlation. Null if a side is constant or has fewer than two values: then there is none. */
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

/**
 * Kendall's tau-b, which corrects for ties (scipy.stats.kendalltau); null where a side is constant. Knight's (1966)
 * algorithm takes n log n steps: a long text has tens of thousands of words.
 */
export function kendall(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength(a, b);
  const order = Array.from({ length: a.length }, (_, i) => i).sort((i, j) => a[i]! - a[j]! || b[i]! - b[j]!);
  const tiedA = tiedPairs(order, (i, j) => a[i] === a[j]);
  const tiedBoth = tiedPairs(order, (i, j) => a[i] === a[j] && b[i] === b[j]);
  const byB = Float64Array.from(order, (i) => b[i]!);
  const discordant = sortCountingInversions(byB);
  const tiedB = tiedPairs(byB, (x, y) => x === y);
  const pairs = (a.length * (a.length - 1)) / 2;
  const concordance = pairs - tiedA - tiedB + tiedBoth - 2 * discordant;
  const untied = (pairs - tiedA) * (pairs - tiedB);
  return untied > 0 ? clamp(concordance / Math.sqrt(untied)) : null;
}

/** The number of pairs within runs of equal neighbours. */
function tiedPairs(sorted: ArrayLike<number>, equal: (x: number, y: number) => boolean): number {
  let pairs = 0;
  let run = 0;
  for (let i = 1; i < sorted.length; i++) {
    run = equal(sorted[i - 1]!, sorted[i]!) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/** Sorts in place by merging, and counts the pairs that were in the wrong order. */
function sortCountingInversions(values: Float64Array): number {
  if (values.length < 2) return 0;
  const middle = values.length >> 1;
  const [left, right] = [values.slice(0, middle), values.slice(middle)];
  let inversions = sortCountingInversions(left) + sortCountingInversions(right);
  let [l, r] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (r === right.length || (l < left.length && left[l]! <= right[r]!)) {
      values[i] = left[l++]!;
    } else {
      values[i] = right[r++]!;
      inversions += left.length - l;
    }
  }
  return inversions;
}

/** Rounding must not make a correlation a little larger than one. */
function clamp(correlation: number): number {
  return Math.max(-1, Math.min(1, correlation));
}

function requireSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) {
    throw new RangeError(`Correlation needs as many values on both sides, not ${a.length} and ${b.length}.`);
  }
}
