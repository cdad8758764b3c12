import type { ClassificationMetrics } from '../core/metrics/classification';
import type { Remedy } from '../core/rows/types';
import type { RowCounts } from '../core/table/count-rows';
import type { GuessedColumns } from '../core/table/guess-columns';
import type { RowState } from '../core/table/file-table';
import type { TextBatch } from '../core/table/readings';
import type { TableQuery } from '../core/table/select-rows';

/** How a file is read; what is absent is guessed. */
export interface FileReading {
  readonly format?: 'csv' | 'json' | 'text';
  readonly delimiter?: string;
  readonly encoding?: string;
  /** Of a file with delimiters; true when absent. */
  readonly hasHeader?: boolean;
}

/** A file, or what was pasted. */
export interface FileSource {
  readonly content: Blob;
  /** null: it was pasted. */
  readonly name: string | null;
}

/** The beginning of a file, as it would be read. */
export interface FileLook {
  readonly format: 'csv' | 'json-lines' | 'json-array' | 'text';
  readonly columns: readonly string[];
  readonly delimiter: string | null;
  readonly encoding: string;
  /** The first rows, cut where cells are long. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** What of the beginning cannot be read. */
  readonly faults: readonly { readonly line: number; readonly message: string; readonly remedy?: Remedy }[];
  readonly guess: GuessedColumns;
}

export interface ReadProgress {
  /** Bytes of the file that have been read, of how many. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
}

/** A file that was read. */
export interface FileSummary {
  readonly columns: readonly string[];
  readonly counts: RowCounts;
  /** Rows without a text that could be read: the first of them, with their reasons. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** How far the reading of the rows' texts is: different texts. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
}

/** One row as the table shows it. */
export interface RowInSight {
  readonly row: number;
  readonly line: number;
  readonly state: RowState;
  /** The beginning of the text; why there is none where there is none. */
  readonly text: string;
  /** Of each class; null while the row is not read. */
  readonly probabilities: readonly number[] | null;
  /** Of the columns asked for, their beginnings. */
  readonly cells: readonly string[];
}

export interface Scores {
  /** null while no row has both a label and a reading. */
  readonly metrics: ClassificationMetrics | null;
  /** Rows whose label names a class. */
  readonly labelled: number;
  readonly refused: { readonly count: number; readonly line: number; readonly message: string } | null;
}

export type OutputKind = 'csv' | 'json-lines';

/** What the worker of a file offers, over Comlink: it holds the rows, the page those in sight. */
export interface FileWorkerApi {
  /**
   * Looks at the beginning of a file.
   * @throws RowsError where nothing in it can be read
   */
  look(source: FileSource, reading: FileReading): Promise<FileLook>;
  /**
   * Reads a file whole, in place of what was read before.
   * @param textColumn an index
   * @throws RowsError where nothing in it can be read
   */
  read(
    source: FileSource,
    reading: FileReading,
    textColumn: number,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<FileSummary>;
  /**
   * Names the classes that rows are read as, and the column of labels.
   * @param labelColumn null: there is none
   * @param pairs what labels stand for, such as "0=negative, 1=neutral"; empty where they name the classes
   * @throws RowsError where the pairs cannot be understood
   */
  setClasses(classes: readonly string[], labelColumn: number | null, pairs: string): void;
  /** The next texts that the model has not read. */
  next(count: number, characters: number): TextBatch;
  /** @param probabilities [rows, classes] */
  put(rows: readonly number[], probabilities: Float64Array): RunProgress;
  counts(): RowCounts;
  /** Decides which rows `rows` gives. @returns how many they are */
  select(query: TableQuery): number;
  /** Some of the rows last selected. */
  rows(from: number, count: number, columns: readonly number[]): RowInSight[];
  /** The whole text of a row. */
  text(row: number): string;
  /** null: there is no column of labels. */
  scores(): Scores | null;
  /** The whole table, to be saved. */
  write(kind: OutputKind, withTexts: boolean): Promise<Blob>;
}
