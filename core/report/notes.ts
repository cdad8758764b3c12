import type { Drivers } from '../insight/drivers';
import { count, grouped } from '../text/count';

/** Which rows some reasons are of, as far as a note has to say it. */
export interface ReasonsExtent {
  readonly counted: number;
  /** Rows that they were drawn from. */
  readonly from: number;
}

/**
 * "All 40 rows", "412 of 2,000 rows, drawn at random", "all 40 rows that filters left".
 * @param texts rows of the whole file that have a text
 */
export function extentInWords({ counted, from }: ReasonsExtent, texts: number): string {
  const left = from < texts ? ' that filters left' : '';
  if (counted === from) return `all ${rowsText(from)}${left}`;
  return `${grouped(counted)} of ${rowsText(from)}${left}, drawn at random`;
}

/** What some drivers are of. */
export interface DriversExtent {
  /** null: it is not known. */
  readonly explained: ReasonsExtent | null;
  /** Rows of the whole file that have a text. */
  readonly texts: number;
  /** Whether filters leave rows out now. */
  readonly isFiltered: boolean;
}

/** What a list of drivers is of, and how far it can be trusted. */
export function driversNote(
  { rows, least }: Pick<Drivers, 'rows' | 'least'>,
  { explained, texts, isFiltered }: DriversExtent,
): string {
  const of =
    isFiltered || !explained
      ? `${rowsText(rows)} that the filters leave and that ${rows === 1 ? 'is' : 'are'} explained`
      : extentInWords(explained, texts);
  const sampled =
    explained && explained.counted < explained.from
      ? ' A sample: others would give other figures, within about these intervals.'
      : '';
  return `Of ${of}: mean points where a word stands, with 95 % bootstrap intervals; in at least ${rowsText(least)}.${sampled}`;
}

export function rowsText(rows: number): string {
  return count(rows, 'row', 'rows');
}
