import type { FileTable } from './file-table';
import type { Readings } from './readings';

export interface RowCounts {
  readonly rows: number;
  /** How many rows have a text. */
  readonly texts: number;
  /** How many rows have no text, or could not be read. */
  readonly problems: number;
  /** How many rows the model has read. */
  readonly read: number;
  /** How many rows are read as each class, [classes]; a row is read as several where each class holds or not by itself. */
  readonly perClass: readonly number[];
  /** How many rows are read, and none of the classes holds. */
  readonly none: number;
  /** How many rows may mean more than one class. */
  readonly unsure: number;
  /** Of how many rows the model has not learnt the language, by language, most frequent first. */
  readonly otherLanguages: readonly LanguageCount[];
}

export interface LanguageCount {
  /** As Readings.languageOf gives it. */
  readonly language: string;
  readonly rows: number;
}

/** @param rows those that are counted; absent: all */
export function countRows(table: FileTable, readings: Readings | null, rows?: Uint32Array): RowCounts {
  const all = rows?.length ?? table.length;
  const perClass = new Array<number>(readings?.classCount ?? 0).fill(0);
  const languages = new Map<string, number>();
  let [texts, read, none, unsure] = [0, 0, 0, 0];
  for (let at = 0; at < all; at++) {
    const row = rows?.[at] ?? at;
    if (table.state(row) === 'text') texts++;
    if (!readings?.isRead(row)) continue;
    read++;
    readings.countInto(perClass, row);
    if (readings.isNone(row)) none++;
    if (readings.isUnsure(row)) unsure++;
    const language = readings.languageOf(row);
    if (language !== null) languages.set(language, (languages.get(language) ?? 0) + 1);
  }
  const otherLanguages = Array.from(languages, ([language, rows]) => ({ language, rows })).sort(
    (a, b) => b.rows - a.rows,
  );
  return {
    ...{ rows: all, texts, problems: all - texts },
    ...{ read, perClass, none, unsure, otherLanguages },
  };
}
