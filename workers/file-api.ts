import type { ClassificationMetrics } from '../core/metrics/classification';
import type { TableFormat } from '../core/rows/table';
import type { Remedy } from '../core/rows/types';
import type { ColumnValues } from '../core/table/column-values';
import type { RowCounts } from '../core/table/count-rows';
import type { GuessedColumns } from '../core/table/guess-columns';
import type { RowState } from '../core/table/file-table';
import type { TableQuery } from '../core/table/select-rows';
import type { WorkChoices, WorkModel } from '../core/table/work-manifest';

/** How a file is read; what is absent is guessed. */
export interface FileReading {
  readonly format?: 'csv' | 'json' | 'text';
  readonly delimiter?: string;
  readonly encoding?: string;
  /** Of a file with delimiters, or a spreadsheet; true when absent. */
  readonly hasHeader?: boolean;
  /** Name of a spreadsheet's sheet; its first when absent. */
  readonly sheet?: string;
}

/** A file, or what was pasted. */
export interface FileSource {
  readonly content: Blob;
  /** null: it was pasted. */
  readonly name: string | null;
}

/** The beginning of a file, as it would be read. */
export interface FileLook {
  readonly format: TableFormat;
  readonly columns: readonly string[];
  readonly delimiter: string | null;
  /** null: not a file of text. */
  readonly encoding: string | null;
  /** Names of a spreadsheet's sheets, and which is read. */
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  /** What nobody said and the file's bytes suggest: it was looked at so, and is to be read so. */
  readonly proposed: Pick<FileReading, 'delimiter' | 'encoding'>;
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

/** What the page knows of a piece of work, and the worker does not. */
export interface WorkAbout {
  readonly choices: WorkChoices;
  /** The model that rows are read by; null: none is read. */
  readonly model: WorkModel | null;
}

/** A piece of work that was kept or saved, and is open again. */
export interface OpenedWork extends WorkAbout {
  readonly summary: FileSummary;
  /** Name of the file that it was made of; null: its rows were pasted. */
  readonly name: string | null;
  readonly textColumn: number;
}

/** A piece of work that is kept on this machine. */
export interface KeptWork {
  readonly id: string;
  /** Of the file that it was made of; the hash is null where the file was not read to its end. */
  readonly name: string | null;
  readonly size: number;
  readonly sha256: string | null;
  /** ISO 8601. */
  readonly savedAt: string;
  readonly rows: number;
  /** Different texts that are read. */
  readonly readTexts: number;
  /** What it takes on this machine. */
  readonly bytes: number;
}

/** Texts for the model, each another. */
export interface TextBatch {
  readonly rows: readonly number[];
  readonly texts: readonly string[];
}

/** How far the reading of the rows' texts is: different texts. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** Why it is no longer kept on this machine; null where it is, or never was. */
  readonly notKept: string | null;
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
  put(rows: readonly number[], probabilities: Float64Array): Promise<RunProgress>;
  counts(): RowCounts;
  /** Decides which rows `rows` gives. @returns how many they are */
  select(query: TableQuery): number;
  /** Some of the rows last selected. */
  rows(from: number, count: number, columns: readonly number[]): RowInSight[];
  /** What stands in a column most often. */
  columnValues(column: number, most: number): ColumnValues;
  /** The whole text of a row. */
  text(row: number): string;
  /** null: there is no column of labels. */
  scores(): Scores | null;
  /** Forgets what the model made of the rows. */
  forgetReadings(): Promise<void>;
  /** The pieces of work that are kept on this machine, and not open in another tab. */
  kept(): Promise<KeptWork[]>;
  /** Keeps the work that is open on this machine, and what comes of it. @returns its id */
  keep(about: WorkAbout): Promise<string>;
  /** Keeps what the page knows now; nothing where the work is not kept. */
  remember(about: WorkAbout): Promise<void>;
  /** Opens what was kept, in place of what was open, and goes on keeping it. */
  openKept(id: string): Promise<OpenedWork>;
  /** Deletes what is kept: one piece of work, or all. What is open stays open. */
  forgetKept(id: string | null): Promise<void>;
  /** The whole piece of work as one file. */
  save(about: WorkAbout): Promise<Blob>;
  /** Opens what was saved, in place of what was open. @throws RowsError when it is damaged */
  openSaved(content: Blob): Promise<OpenedWork>;
  /** SHA-256 of a file, hexadecimal. */
  hash(content: Blob): Promise<string>;
  /** The whole table, to be saved. */
  write(kind: OutputKind, withTexts: boolean): Promise<Blob>;
}
