/** A share as the cards write it. */
export function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(2);
}
