import type { TableEvent } from './types';

/** How a file is read. */
export interface TableOptions {
  /**
   * JSON is JSON Lines or one array of objects, as its first character says. When absent: JSON where the first
   * character is { or [, CSV where a delimiter is given, else a text a line. Spreadsheets and Parquet are known by their
   * first bytes, whatever is asked.
   */
  readonly format?: 'csv' | 'json' | 'text';
  /** Of CSV; guessed from the header when absent. */
  readonly delimiter?: string;
  /** As TextDecoder knows it; UTF-8 when absent. A byte-order mark goes before it. */
  readonly encoding?: string;
  /**
   * The line of CSV or of a sheet that names the columns, from 1: titles that stand above are left out. The first with anything in
   * it when absent.
   */
  readonly headerLine?: number;
  /** Name of a spreadsheet's sheet; its first when absent. */
  readonly sheet?: string;
}

export type TableFormat = 'csv' | 'json-lines' | 'json-array' | 'text' | 'xlsx' | 'parquet';

export interface Table {
  readonly format: TableFormat;
  /** Names of the columns as they stand in the file. Those of JSON and of spreadsheets grow as rows are read. */
  readonly columns: readonly string[];
  /** null: not a file with delimiters. */
  readonly delimiter: string | null;
  /** As TextDecoder names it; null: not a file of text. */
  readonly encoding: string | null;
  /** Names of a spreadsheet's sheets; empty for other files. */
  readonly sheets: readonly string[];
  /** The sheet that is read; null: not a spreadsheet. */
  readonly sheet: string | null;
  /** Rows and faults in the file's order; to be iterated once. Leaving the loop early closes the source. */
  readonly records: AsyncIterable<TableEvent>;
}

/** Whether rows name their own fields, as objects of JSON do; else the file names its columns once. */
export function isJson(format: TableFormat): boolean {
  return format === 'json-lines' || format === 'json-array';
}
