import type { FileTable } from '../table/file-table';
import { wordKey } from '../text/phrases';
import { wordSpans } from '../text/words';

/** A word that rows of one group have more often than the others. */
export interface WordApart {
  readonly phrase: string;
  /** Rows of the group that have it, and their share. */
  readonly rows: number;
  readonly share: number;
  /** The share of the other rows. */
  readonly otherShare: number;
  /** How many standard errors the two lie apart. */
  readonly z: number;
}

/** Standard errors from which a word counts as one that sets a group apart: chance alone rarely gives so many words that much. */
const leastZ = 3;

/**
 * The words that set one group of rows apart from the others: the log odds of a row having the word, with the words of all
 * rows as an informative prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words"), counted once a row.
 * @param rows all rows that are compared
 * @param least rows of the group that a word has to stand in
 */
export function wordsApart(
  table: FileTable,
  rows: Uint32Array,
  isInside: (row: number) => boolean,
  { least, most }: { readonly least: number; readonly most: number },
): readonly WordApart[] {
  const inside = new Map<string, number>();
  const outside = new Map<string, number>();
  let [insideRows, outsideRows] = [0, 0];
  for (const row of rows) {
    if (table.state(row) !== 'text') continue;
    const isOwn = isInside(row);
    if (isOwn) insideRows++;
    else outsideRows++;
    const counts = isOwn ? inside : outside;
    const text = table.text(row);
    for (const key of new Set(wordSpans(text).map((span) => wordKey(text, span)))) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  if (insideRows === 0 || outsideRows === 0) return [];
  const all = insideRows + outsideRows;
  const found: WordApart[] = [];
  for (const [phrase, count] of inside) {
    if (count < least) continue;
    const other = outside.get(phrase) ?? 0;
    // The prior is worth one row, parted as in all rows.
    const prior = (count + other) / all;
    const against = 1 - prior;
    const logOdds = (hits: number, of: number): number => Math.log((hits + prior) / (of - hits + against));
    const variance = 1 / (count + prior) + 1 / (other + prior);
    const z = (logOdds(count, insideRows) - logOdds(other, outsideRows)) / Math.sqrt(variance);
    if (!(z >= leastZ)) continue;
    found.push({ phrase, rows: count, share: count / insideRows, otherShare: other / outsideRows, z });
  }
  return found.sort((a, b) => b.z - a.z || (a.phrase < b.phrase ? -1 : 1)).slice(0, most);
}
