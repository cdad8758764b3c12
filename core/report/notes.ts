import type { Drivers } from '../insight/drivers';

/** Which rows some reasons are of, as far as a note has to say it. */
export interface ReasonsExtent {
  readonly counted: number;
  readonly from: number;
}

/** "412 of 2,000 rows, drawn at random", "all 40 rows". */
export function extentInWords({ counted, from }: ReasonsExtent): string {
  if (counted === from) return `all ${rowsText(from)}`;
  return `${counted.toLocaleString('en')} of ${rowsText(from)}, drawn at random`;
}

/** What a list of drivers is of, and how far it can be trusted. */
export function driversNote(
  { rows, least }: Pick<Drivers, 'rows' | 'least'>,
  extent: ReasonsExtent | null,
  isFiltered: boolean,
): string {
  const of = isFiltered || !extent ? `${rowsText(rows)} that the filters leave` : extentInWords(extent);
  const sampled =
    extent && extent.counted < extent.from
      ? ' A sample: others would give other figures, within about these intervals.'
      : '';
  return `Of ${of}: mean points where a word stands, with 95 % bootstrap intervals; in at least ${rowsText(least)}.${sampled}`;
}

export function rowsText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`;
}
