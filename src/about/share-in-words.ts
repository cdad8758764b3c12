/** A share as so many of few: "9 of 10", "19 of 20", "93 of 100", "99.5 of 100". */
export function shareInWords(share: number): string {
  const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-9;
  const of = [10, 20, 100].find((count) => isWhole(share * count));
  return of === undefined ? `${(100 * share).toFixed(1)} of 100` : `${Math.round(share * of)} of ${of}`;
}
