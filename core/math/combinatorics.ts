/** C(n, k), exact while below 2^53, else to about 15 digits (Infinity above 1e308); 0 where k is out of [0, n]. */
export function binomial(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let result = 1;
  const steps = Math.min(k, n - k);
  for (let i = 1; i <= steps; i++) {
    const next = (result * (n - steps + i)) / i;
    // Each value is a whole number. Rounding removes the error of the division, as long as float64 can tell whole
    // numbers apart.
    result = next < 2 ** 53 ? Math.round(next) : next;
  }
  return result;
}

/** Every set of k of the numbers 0..n-1, each ascending, in lexicographic order. */
export function* combinations(n: number, k: number): Generator<number[]> {
  if (k < 0 || k > n) return;
  const set = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    yield [...set];
    let i = k - 1;
    while (i >= 0 && set[i] === n - k + i) i--;
    if (i < 0) return;
    set[i]!++;
    for (let j = i + 1; j < k; j++) set[j] = set[j - 1]! + 1;
  }
}
