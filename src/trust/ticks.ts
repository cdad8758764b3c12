/**
 * Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten, the first at most `least` and the last at least
 * `most`, three to seven of them.
 */
export function ticksOf(least: number, most: number): number[] {
  const range = most - least || 1;
  const power = 10 ** Math.floor(Math.log10(range / 4));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => range / candidate <= 5) ?? range;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(Math.ceil(most / step - 1e-9), first + 2);
  // From whole numbers: adding steps up would gather rounding errors.
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}
