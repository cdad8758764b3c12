/** Whole percents. Only what is certain has 100, and only what is impossible has 0. */
export function percent(share: number): string {
  if (isNearlyAll(share)) return 'over 99 %';
  if (isNearlyNone(share)) return 'under 1 %';
  return `${Math.round(100 * share)} %`;
}

/**
 * Whole percents of the classes of one reading, which add up as the shares do: to 100, or less by what is said to be under
 * 1 %. Each rounded by itself, they may add up to 101. The largest has what `percent` says of it, unless another would have
 * more. The others are rounded down, and up again in the order of their remainders until the sum is met (Hamilton's method).
 * Each is less than one away from its share, and none has more than a larger one.
 * @param shares of one whole: they sum to 1
 */
export function percentsOfWhole(shares: ArrayLike<number>): string[] {
  const all = Array.from(shares);
  const exact = (k: number): number => 100 * all[k]!;
  const [first, ...others] = [...all.keys()]
    .filter((k) => !isNearlyAll(all[k]!) && !isNearlyNone(all[k]!))
    .sort((a, b) => all[b]! - all[a]!);
  if (first === undefined) return all.map(percent);

  const whole = new Map(others.map((k) => [k, Math.floor(exact(k))]));
  whole.set(first, Math.round(exact(first)));
  let left = Math.round(sum([first, ...others].map(exact))) - sum([...whole.values()]);
  const raise = (k: number): void => {
    whole.set(k, whole.get(k)! + 1);
    left--;
  };
  const remainder = (k: number): number => exact(k) - Math.floor(exact(k));
  const byRemainder = others.filter((k) => remainder(k) > 0).sort((a, b) => remainder(b) - remainder(a));
  const raiseOthers = (): void => {
    for (const k of byRemainder) {
      const isDown = whole.get(k)! === Math.floor(exact(k));
      if (left > 0 && isDown && whole.get(k)! < whole.get(first)!) raise(k);
    }
  };
  raiseOthers();
  if (left > 0) {
    // The others stand level with the largest: 33.4, 33.3 and 33.3.
    raise(first);
    raiseOthers();
  }
  return all.map((share, k) => (whole.has(k) ? `${whole.get(k)!} %` : percent(share)));
}

function isNearlyAll(share: number): boolean {
  return share > 0.99 && share < 1;
}

function isNearlyNone(share: number): boolean {
  return share > 0 && share < 0.01;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
