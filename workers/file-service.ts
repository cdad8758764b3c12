import { changesOf, type Changes } from '../core/insight/changes';
import { driversOf, type Drivers, type DriversQuery } from '../core/insight/drivers';
import { explainedRows } from '../core/insight/explained-rows';
import { fileReport } from '../core/insight/file-report';
import { groupShares, type GroupShares } from '../core/insight/groups';
import { labelReport, type LabelReport } from '../core/insight/label-report';
import { timeShares, type TimeShares } from '../core/insight/times';
import { wordsApart } from '../core/insight/words-apart';
import { Random } from '../core/math/random';
import { labelReader, parseLabelPairs } from '../core/rows/labels';
import { MAX_ROWS } from '../core/table/bounded-bytes';
import { damagedWork, numbersOf, type Chunk, type ChunkSource } from '../core/table/chunks';
import { columnValues, type ColumnValues } from '../core/table/column-values';
import { countRows, type RowCounts } from '../core/table/count-rows';
import type { FileTable } from '../core/table/file-table';
import { tableLabels, type TableLabels } from '../core/table/labels';
import { Readings, type TextBatch } from '../core/table/readings';
import { fileReportPage } from '../core/report/file-report';
import { Reasons, type ReasonsState } from '../core/table/reasons';
import { rowInSight, type RowInSight } from '../core/table/row-in-sight';
import { scoresOf } from '../core/table/scores';
import { allRows, selectRows, type TableQuery } from '../core/table/select-rows';
import { csvPieces, jsonLinesPieces, writtenRows } from '../core/table/write-rows';
import { phraseFinder, type PhraseFinder } from '../core/text/phrases';
import { wordSpans } from '../core/text/words';
import { restoreReasons } from '../core/table/restore-reasons';
import { restoreTable } from '../core/table/restore-table';
import { openWork, packWork } from '../core/table/work-file';
import type { WorkManifest } from '../core/table/work-manifest';
import { nextTask } from './cancellation';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  FileWorkerApi,
  GroupApart,
  OutputFile,
  KeptWork,
  OpenedWork,
  OutputKind,
  OutputOptions,
  ReadProgress,
  ReasonsAsked,
  ReportAsked,
  RowScope,
  RowsToTeach,
  RunProgress,
  Scores,
  TextSizes,
  WorkAbout,
} from './file-api';
import { hashOf } from './file-source';
import { KeptWorks, type KeptFolder } from './kept-works';
import { lending } from './lending';
import { writeXlsx } from './xlsx-file';
import { lookAtFile } from './look-at-file';
import { readFile } from './read-file';
import { OpfsShelf } from './work-shelf';

const shownProblems = 100;
/** Words that set a group apart, at most. */
const wordsOfGroup = 8;
/** The part of a saved work that says what its reasons are. */
const reasonsName = 'reasons';
/** The file that a table was made of, and how it was read. */
type MadeOf = Pick<WorkManifest, 'file' | 'reading'>;

/** One file of rows, and what the model made of them. */
export class FileService implements FileWorkerApi {
  #table: FileTable | null = null;
  #classes: readonly string[] = [];
  #readings: Readings | null = null;
  #labels: TableLabels | null = null;
  #selected: Uint32Array = new Uint32Array(0);
  #query = allRows;
  /** Finds the word that the rows selected have; null where none was asked for. */
  #find: PhraseFinder | null = null;
  #reasons: { readonly question: string; readonly of: Reasons } | null = null;
  #made: MadeOf | null = null;
  #kept: KeptFolder | null = null;

  /**
   * @param mostRows rows of a file that are taken
   * @param works where work is kept
   */
  constructor(
    private readonly mostRows = MAX_ROWS,
    private readonly works = new KeptWorks(new OpfsShelf()),
  ) {}

  look(source: FileSource, reading: FileReading): Promise<FileLook> {
    return lookAtFile(source, reading);
  }

  read(
    source: FileSource,
    reading: FileReading,
    textColumn: number,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<FileSummary> {
    return lending(onProgress, async () => {
      const how = { reading, textColumn, mostRows: this.mostRows };
      const { table, sha256 } = await readFile(source, how, onProgress);
      const { content, name } = source;
      this.#begin(table, { reading, file: { name, size: content.size, sha256 } });
      return this.#summary(table);
    });
  }

  setClasses(classes: readonly string[], labelColumn: number | null, pairs: string): void {
    const table = this.#opened();
    const stated = pairs.trim() === '' ? [] : parseLabelPairs(pairs);
    const labels =
      labelColumn === null ? null : tableLabels(table, labelColumn, labelReader(classes, { pairs: stated }));
    const isSame = this.#readings && classes.join('\n') === this.#classes.join('\n');
    if (!isSame) {
      this.#readings = new Readings(table, classes.length);
      this.#reasons = null;
    }
    this.#classes = classes;
    this.#labels = labels;
  }

  next(count: number, characters: number): TextBatch {
    return this.#reading().next(count, characters);
  }

  async put(rows: readonly number[], probabilities: Float64Array): Promise<RunProgress> {
    const readings = this.#reading();
    const { classCount } = readings;
    const fresh = rows.flatMap((row, at) => (readings.isRead(row) ? [] : [{ row, at }]));
    const kept = new Float32Array(fresh.length * classCount);
    fresh.forEach(({ row, at }, place) => {
      const read = probabilities.subarray(at * classCount, (at + 1) * classCount);
      readings.set(row, read);
      kept.set(read, place * classCount);
    });
    const notKept = await this.#keepReadings(
      Uint32Array.from(fresh, ({ row }) => row),
      kept,
    );
    return { done: readings.done, total: readings.total, notKept };
  }

  counts(): RowCounts {
    return countRows(this.#opened(), this.#readings);
  }

  select(query: TableQuery): number {
    this.#query = query;
    this.#selected = this.#rowsOf(query);
    this.#find = query.phrase === null ? null : phraseFinder(query.phrase);
    return this.#selected.length;
  }

  rows(from: number, count: number, columns: readonly number[], classIndex: number | null): RowInSight[] {
    const table = this.#opened();
    const shown = { columns, classIndex, find: this.#find };
    return Array.from(this.#selected.subarray(from, from + count), (row) =>
      rowInSight(table, this.#readings, this.#reasons?.of ?? null, row, shown),
    );
  }

  columnValues(column: number, most: number): ColumnValues {
    return columnValues(this.#opened(), column, most);
  }

  text(row: number): string {
    return this.#opened().text(row);
  }

  scores(): Scores | null {
    const labels = this.#labels;
    if (!labels) return null;
    return {
      metrics: scoresOf(this.#reading(), labels.classes),
      labelled: labels.count,
      refused: labels.refused,
    };
  }

  drawReasons({ scope, question, ...draw }: ReasonsAsked): ReasonsState {
    if (this.#reasons?.question !== question) {
      this.#reasons = { question, of: new Reasons(this.#opened(), this.#reading()) };
    }
    return this.#reasons.of.draw(this.#scope(scope), draw);
  }

  nextReasons(
    count: number,
    characters: number,
    inSight: { readonly from: number; readonly count: number },
  ): TextBatch {
    const { from } = inSight;
    return this.#explaining().next(count, characters, this.#selected.subarray(from, from + inSight.count));
  }

  putReasons(rows: readonly number[], bytes: Uint8Array, lengths: Uint32Array): ReasonsState {
    const reasons = this.#explaining();
    let at = 0;
    rows.forEach((row, place) => {
      reasons.set(row, bytes.subarray(at, at + lengths[place]!));
      at += lengths[place]!;
    });
    return reasons.state;
  }

  endReasons(): ReasonsState {
    return this.#explaining().end();
  }

  async keepReasons(about: WorkAbout): Promise<void> {
    if (!this.#kept || !this.#reasons) return;
    for (const chunk of this.#reasons.of.chunks()) await this.#kept.replace(chunk);
    await this.remember(about);
  }

  wordCounts(scope: RowScope, most: number): TextSizes {
    const table = this.#opened();
    const rows = this.#scope(scope);
    const drawn = new Random(0).sample(rows.length, Math.min(most, rows.length));
    const texts = drawn.map((at) => table.text(rows[at]!));
    return {
      rows: rows.length,
      words: Uint32Array.from(texts, (text) => wordSpans(text).length),
      characters: Uint32Array.from(texts, (text) => text.length),
    };
  }

  toTeach(most: number): RowsToTeach {
    const table = this.#opened();
    const readings = this.#reading();
    const all = this.#scope('selected');
    const rows = Array.from(all.subarray(0, most));
    const probabilities = new Float32Array(rows.length * readings.classCount).fill(NaN);
    rows.forEach((row, at) => {
      const read = readings.probabilities(row);
      if (read) probabilities.set(read, at * readings.classCount);
    });
    return {
      texts: rows.map((row) => table.text(row)),
      labels: Int16Array.from(rows, (row) => this.#labels?.classes[row] ?? -1),
      probabilities,
      left: all.length - rows.length,
    };
  }

  drivers(query: DriversQuery): Drivers | null {
    if (!this.#reasons) return null;
    const rows = explainedRows(this.#opened(), this.#reasons.of, this.#selected);
    return rows.count === 0 ? null : driversOf(rows, query);
  }

  groupShares(column: number, most: number): GroupShares {
    return groupShares(this.#opened(), this.#reading(), this.#selectedBut(column), column, most);
  }

  wordsApart(column: number, value: string): GroupApart {
    const table = this.#opened();
    const isInside = (row: number) => table.cell(row, column).trim() === value;
    return {
      value,
      words: wordsApart(table, this.#selectedBut(column), isInside, { least: 3, most: wordsOfGroup }),
    };
  }

  timeShares(column: number): TimeShares {
    return timeShares(this.#opened(), this.#reading(), this.#selected, column);
  }

  labelReport(groupColumn: number | null): LabelReport | null {
    return this.#labels && labelReport(this.#opened(), this.#reading(), this.#labels.classes, groupColumn);
  }

  changes(columns: readonly [number, number]): Changes {
    return changesOf(this.#opened(), this.#selected, columns);
  }

  async forgetReadings(): Promise<void> {
    this.#readings = new Readings(this.#opened(), this.#classes.length);
    this.#reasons = null;
    for (const chunk of this.#readings.chunks()) await this.#kept?.replace(chunk);
  }

  kept(): Promise<KeptWork[]> {
    return this.works.list();
  }

  async keep(about: WorkAbout): Promise<string> {
    if (this.#kept) {
      await this.remember(about);
      return this.#kept.id;
    }
    const folder = await this.works.create();
    try {
      await folder.write(this.#manifest(about), this.#chunks());
    } catch (error) {
      folder.close();
      await this.works.remove(folder.id);
      throw error;
    }
    this.#kept = folder;
    return folder.id;
  }

  async remember(about: WorkAbout): Promise<void> {
    await this.#kept?.remember(this.#manifest(about));
  }

  async openKept(id: string): Promise<OpenedWork> {
    const folder = await this.works.open(id);
    try {
      const manifest = await folder.manifest();
      if (!manifest) throw damagedWork();
      const opened = await this.#restore(manifest, folder.chunks);
      this.#kept = folder;
      return opened;
    } catch (error) {
      folder.close();
      throw error;
    }
  }

  async forgetKept(id: string | null): Promise<void> {
    if (this.#kept && (id === null || id === this.#kept.id)) {
      this.#kept.close();
      this.#kept = null;
    }
    await (id === null ? this.works.removeAll() : this.works.remove(id));
  }

  async save(about: WorkAbout): Promise<Blob> {
    const parts: Blob[] = [];
    // A browser may keep blobs on disk.
    for (const part of packWork(this.#manifest(about), this.#chunks())) {
      parts.push(new Blob([part as Uint8Array<ArrayBuffer>]));
      await nextTask();
    }
    return new Blob(parts, { type: 'application/octet-stream' });
  }

  async openSaved(content: Blob): Promise<OpenedWork> {
    const { manifest, chunks } = await openWork({
      size: content.size,
      read: async (from, to) => new Uint8Array(await content.slice(from, to).arrayBuffer()),
    });
    return this.#restore(manifest, chunks);
  }

  hash(content: Blob): Promise<string> {
    return hashOf(content);
  }

  async write(kind: OutputKind, options: OutputOptions): Promise<OutputFile> {
    const table = this.#opened();
    const written = {
      table,
      readings: this.#readings,
      classes: this.#readings ? this.#classes : [],
      reasons: this.#reasons?.of ?? null,
      ...options,
    };
    if (kind === 'xlsx') return writeXlsx(writtenRows(written), table.length + 1);
    const pieces = kind === 'csv' ? csvPieces(written) : jsonLinesPieces(written);
    const type = kind === 'csv' ? 'text/csv' : 'application/jsonl';
    const parts: Blob[] = [];
    for (const piece of pieces) {
      // A browser may keep blobs on disk; strings it may not.
      parts.push(new Blob([piece]));
      await nextTask();
    }
    return { content: new Blob(parts, { type: `${type};charset=utf-8` }), note: '' };
  }

  report({ groupColumn, dateColumn, ...page }: ReportAsked): string {
    const report = fileReport({
      table: this.#opened(),
      readings: this.#reading(),
      labels: this.#labels,
      reasons: this.#reasons?.of ?? null,
      rows: this.#selected.slice().sort(),
      groupColumn,
      dateColumn,
    });
    return fileReportPage({ ...page, report, classes: this.#classes });
  }

  /** Takes a table in place of what was there. */
  #begin(table: FileTable, made: MadeOf): void {
    this.#kept?.close();
    this.#kept = null;
    this.#table = table;
    this.#made = made;
    this.#classes = [];
    this.#readings = null;
    this.#labels = null;
    this.#reasons = null;
    this.#find = null;
    this.#query = allRows;
    this.#selected = Uint32Array.from({ length: table.length }, (_, row) => row);
  }

  async #restore(manifest: WorkManifest, chunks: ChunkSource): Promise<OpenedWork> {
    const { shape, file, reading, choices, model } = manifest;
    const table = await restoreTable(shape, chunks);
    const readings = model && new Readings(table, model.classes.length);
    readings?.restore(
      await numbersOf(chunks, 'readings/rows', Uint32Array),
      await numbersOf(chunks, 'readings/probabilities', Float32Array),
    );
    this.#begin(table, { reading, file });
    this.#classes = model?.classes ?? [];
    this.#readings = readings;
    const made = reasonsPart(manifest.parts[reasonsName]);
    const reasons = readings && made && (await restoreReasons(table, readings, chunks, made.target));
    this.#reasons = reasons && made ? { question: made.question, of: reasons } : null;
    const { name } = file;
    const { textColumn } = shape;
    return { summary: this.#summary(table), name, textColumn, choices, model, reasons: this.#knownReasons() };
  }

  #manifest({ choices, model }: WorkAbout): WorkManifest {
    const table = this.#opened();
    const { columns, isJson, textColumn } = table.shape;
    return {
      format: 'albert-lens work',
      version: 1,
      savedAt: new Date().toISOString(),
      ...this.#made!,
      shape: { columns: [...columns], isJson, textColumn },
      rows: table.length,
      choices,
      model,
      parts: this.#reasons
        ? { [reasonsName]: { question: this.#reasons.question, target: this.#reasons.of.state.target } }
        : {},
    };
  }

  #chunks(): Chunk[] {
    const ofReasons = this.#reasons?.of.chunks() ?? [];
    return [...this.#opened().chunks(), ...(this.#readings?.chunks() ?? []), ...ofReasons];
  }

  /** @returns why the work is no longer kept; null where it is, or never was */
  async #keepReadings(rows: Uint32Array, probabilities: Float32Array): Promise<string | null> {
    const folder = this.#kept;
    if (!folder || rows.length === 0) return null;
    try {
      await folder.append(rows, probabilities);
      return null;
    } catch (error) {
      // What is kept so far stays: half a reading at its end is left out when it is opened.
      this.#kept = null;
      folder.close();
      return error instanceof Error ? error.message : String(error);
    }
  }

  #summary(table: FileTable): FileSummary {
    const problems: { line: number; message: string }[] = [];
    for (let row = 0; row < table.length && problems.length < shownProblems; row++) {
      const message = table.problem(row);
      if (message !== null) problems.push({ line: table.line(row), message });
    }
    return {
      columns: [...table.shape.columns],
      counts: countRows(table, this.#readings),
      problems,
    };
  }

  #rowsOf(query: TableQuery): Uint32Array {
    return selectRows(this.#opened(), this.#readings, this.#labels?.classes ?? null, query);
  }

  /** The rows selected, whatever they have in one column: its groups are held against each other. */
  #selectedBut(column: number): Uint32Array {
    const cells = this.#query.cells.filter((cell) => cell.column !== column);
    if (cells.length === this.#query.cells.length) return this.#selected;
    return this.#rowsOf({ ...this.#query, cells, sort: allRows.sort });
  }

  /** Those of them that have a text. */
  #scope(scope: RowScope): Uint32Array {
    const table = this.#opened();
    const rows =
      scope === 'selected' ? this.#selected : Uint32Array.from({ length: table.length }, (_, row) => row);
    return rows.filter((row) => table.state(row) === 'text');
  }

  #knownReasons(): OpenedWork['reasons'] {
    return this.#reasons && { question: this.#reasons.question, state: this.#reasons.of.state };
  }

  #explaining(): Reasons {
    if (!this.#reasons) throw new Error('No reasons were asked for.');
    return this.#reasons.of;
  }

  #opened(): FileTable {
    if (!this.#table) throw new Error('No file is open.');
    return this.#table;
  }

  #reading(): Readings {
    if (!this.#readings) throw new Error('The classes of the rows are not known.');
    return this.#readings;
  }
}

/** What a manifest says of reasons; null where it says nothing that could be used. */
function reasonsPart(part: unknown): { readonly question: string; readonly target: number } | null {
  const { question, target } = Object(part) as { question?: unknown; target?: unknown };
  return typeof question === 'string' && Number.isInteger(target)
    ? { question, target: Number(target) }
    : null;
}
