import type { ClassificationMetrics } from '../core/metrics/classification';
import type { MultiLabelMetrics } from '../core/metrics/multi-label';
import type { AnswerRule } from '../core/prediction/verdict';
import type { Table } from '../core/rows/table';
import type { Remedy } from '../core/rows/types';
import type { ColumnValues } from '../core/table/column-values';
import type { RowCounts } from '../core/table/count-rows';
import type { GuessedColumns } from '../core/table/guess-columns';
import type { Changes } from '../core/insight/changes';
import type { Drivers, DriversQuery } from '../core/insight/drivers';
import type { ClassShares, GroupShares } from '../core/insight/groups';
import type { LabelReport } from '../core/insight/label-report';
import type { LabelSetReport } from '../core/insight/label-set-report';
import type { TimeShares } from '../core/insight/times';
import type { WordApart } from '../core/insight/words-apart';
import type { FileReportPage } from '../core/report/file-report';
import type { ReasonsDraw, ReasonsState } from '../core/table/reasons';
import type { RowInSight } from '../core/table/row-in-sight';
import type { TimeUnit } from '../core/table/time-units';
import type { TextBatch } from '../core/table/readings';
import type { TableQuery } from '../core/table/select-rows';
import type { WorkChoices, WorkModel } from '../core/table/work-manifest';

/** How a file is read; what is absent is guessed. */
export interface FileReading {
  readonly format?: 'csv' | 'json' | 'text';
  readonly delimiter?: string;
  readonly encoding?: string;
  /** Of a file with delimiters, or a spreadsheet; true when absent. */
  readonly hasHeader?: boolean;
  /** The line that names the columns, from 1; titles above it are left out. The first with anything in it when absent. */
  readonly headerLine?: number;
  /** Name of a spreadsheet's sheet; its first with anything in it when absent. */
  readonly sheet?: string;
}

/** A file, or what was pasted. */
export interface FileSource {
  readonly content: Blob;
  /** null: it was pasted. */
  readonly name: string | null;
}

/** The beginning of a file, as it would be read. */
export interface FileLook extends Omit<Table, 'records'> {
  /** What nobody said and the file's bytes suggest: it was looked at so, and is to be read so. */
  readonly proposed: Pick<FileReading, 'delimiter' | 'encoding' | 'sheet' | 'hasHeader' | 'headerLine'>;
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
  /** What was asked of the model, and how far it is; null: no reasons are there. */
  readonly reasons: { readonly question: string; readonly state: ReasonsState } | null;
  /** Whether reasons were kept and are damaged: they are left out. */
  readonly hasLostReasons: boolean;
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

/** How far the reading of the rows' texts is: different texts. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** Bytes of those that are not read. */
  readonly bytesLeft: number;
  /** Why it is no longer kept on this machine; null where it is, or never was. */
  readonly notKept: string | null;
}

export interface Scores {
  /** null while no row has both a label and a reading, or where each class holds or not by itself. */
  readonly metrics: ClassificationMetrics | null;
  /** Of classes that each hold or not; null while no row has both. */
  readonly each: MultiLabelMetrics | null;
  /** Rows whose label could be read. */
  readonly labelled: number;
  readonly refused: { readonly count: number; readonly line: number; readonly message: string } | null;
}

/** Which rows something is asked of: those with a text, or those of them that the last selection has. */
export type RowScope = 'all' | 'selected';

/** Which rows are to be explained, and by what. */
export interface ReasonsAsked extends ReasonsDraw {
  /** By what they are picked; null: all rows of the file. */
  readonly query: TableQuery | null;
  /** What the model is asked, in any form that tells one question from another: reasons of another are forgotten. */
  readonly question: string;
}

/** Words and characters of some texts. */
export interface TextSizes {
  /** Rows that would be explained. */
  readonly rows: number;
  /** Different texts of these rows: equal ones are explained once. */
  readonly texts: number;
  readonly words: Uint32Array;
  readonly characters: Uint32Array;
}

/** A group of a column, and the words that set its rows apart. */
export interface GroupApart {
  readonly value: string;
  readonly words: readonly WordApart[];
}

export type OutputKind = 'csv' | 'xlsx' | 'json-lines';

/** What goes into a file that is taken away. */
export interface OutputOptions {
  readonly withTexts: boolean;
  /** Whether the value of every word for every class goes with it. */
  readonly withValues: boolean;
  /** Whether all rows of the file go into it, in its order, or those selected, in theirs. */
  readonly scope: RowScope;
}

/** A file to be saved. */
export interface OutputFile {
  readonly content: Blob;
  /** What it could not hold, in sentences; empty where it holds all. */
  readonly note: string;
}

/** How a report names what it is of, and what it is made of. */
export interface ReportAsked extends Omit<FileReportPage, 'report' | 'classes'> {
  /** Columns of groups and dates, indices; null: none. */
  readonly groupColumn: number | null;
  readonly dateColumn: number | null;
  /** Of the course of time; null: one that fits. */
  readonly timeUnit: TimeUnit | null;
}

/** What a model reads rows as. */
export interface ReadAs {
  readonly classes: readonly string[];
  /** Which answers a reading leaves open. */
  readonly rule: AnswerRule;
}

/** Rows that somebody takes away to teach a model. */
export interface RowsToTeach {
  readonly texts: readonly string[];
  /** The class of each, an index; -1 where it has no label that names one. */
  readonly labels: Int16Array;
  /** [texts, classes]; NaN of texts that are not read. */
  readonly probabilities: Float32Array;
  /** Rows with a text that were more than asked for. */
  readonly left: number;
}

/** What the worker of a file offers, over Comlink: it holds the rows, the page those in sight. */
export interface FileWorkerApi {
  /** Answers as soon as the worker has an ear: one that hangs has not. */
  ping(): Promise<void>;
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
   * Says what rows are read as, and which column has labels: of one class each, or of lists where each class holds or not.
   * @param labelColumn null: there is none
   * @param pairs what labels stand for, such as "0=negative, 1=neutral"; empty where they name the classes
   * @throws RowsError where the pairs cannot be understood
   */
  setClasses(readAs: ReadAs, labelColumn: number | null, pairs: string): void;
  /** The next texts that the model has not read. */
  next(count: number, characters: number): TextBatch;
  /**
   * @param probabilities [rows, classes]
   * @param languages of the texts, where the model has not learnt them
   */
  put(
    rows: readonly number[],
    probabilities: Float64Array,
    languages: readonly (string | null)[],
  ): Promise<RunProgress>;
  counts(): RowCounts;
  /** Decides which rows `rows` gives. @returns how many they are */
  select(query: TableQuery): number;
  /** What stands in a column, most frequent first. */
  columnValues(column: number, most: number): ColumnValues;
  /**
   * Some of the rows last selected.
   * @param classIndex the class that words raise or lower; null: the one that each row is read as
   */
  rows(from: number, count: number, columns: readonly number[], classIndex: number | null): RowInSight[];
  /** The whole text of a row. */
  text(row: number): string;
  /** null: there is no column of labels. */
  scores(): Scores | null;
  /** Asks for the reasons of rows, in place of what was asked before. */
  drawReasons(asked: ReasonsAsked): ReasonsState;
  /** The next texts to explain: first of the rows in sight, by their places among those selected, then of those drawn. */
  nextReasons(
    count: number,
    characters: number,
    inSight: { readonly from: number; readonly count: number },
  ): TextBatch;
  /**
   * @param bytes packed reasons of the rows, one behind another
   * @param lengths bytes of each
   */
  putReasons(rows: readonly number[], bytes: Uint8Array, lengths: Uint32Array): ReasonsState;
  /** Asks for no more reasons than there are. */
  endReasons(): ReasonsState;
  /** Keeps the reasons that there are on this machine; nothing where the work is not kept. */
  keepReasons(about: WorkAbout): Promise<void>;
  /**
   * Sizes of some texts, drawn at random: what a price is made of.
   * @param drawn rows that are drawn at random; null: all
   * @param most texts whose sizes are told
   */
  wordCounts(scope: RowScope, drawn: number | null, most: number): TextSizes;
  /** The rows selected that have a text, in their order, with their labels where a column of labels is chosen. */
  toTeach(most: number): RowsToTeach;
  /**
   * What drives a class, over the rows selected that count (see Reasons), whichever word they were narrowed to. null while
   * no row has reasons.
   */
  drivers(query: DriversQuery): Drivers | null;
  /** How the rows selected read; null while none of them is read. */
  shares(): ClassShares | null;
  /** How the rows selected read, by a column, and the words that set its groups apart. */
  groupShares(column: number, most: number): GroupShares;
  wordsApart(column: number, value: string): GroupApart;
  /** @param unit null: one that shows the course of things */
  timeShares(column: number, unit: TimeUnit | null): TimeShares;
  /** null while no row has both a label and a reading. */
  labelReport(groupColumn: number | null): LabelReport | null;
  /** The same of classes that each hold or not. */
  labelSetReport(groupColumn: number | null): LabelSetReport | null;
  /** Over the rows selected, whatever they have in the two columns. */
  changes(columns: readonly [number, number]): Changes;
  /** Keeps how the rows are read as a column of the file, behind all others. */
  addReadings(name: string): FileSummary;
  /** Keeps the work on this machine in place of what was kept of it before. @returns its id; null where it is not kept */
  keepAnew(about: WorkAbout): Promise<string | null>;
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
  /** The table, to be saved. */
  write(kind: OutputKind, options: OutputOptions): Promise<OutputFile>;
  /** A report of the rows selected, as an HTML page. */
  report(asked: ReportAsked): string;
}
