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
import { isJson as isJsonFormat } from '../core/rows/table';
import { MAX_ROWS } from '../core/table/bounded-bytes';
import { columnValues, type ColumnValues } from '../core/table/column-values';
import { countRows, type RowCounts } from '../core/table/count-rows';
import { FileTable } from '../core/table/file-table';
import { guessColumns } from '../core/table/guess-columns';
import { tableLabels, type TableLabels } from '../core/table/labels';
import { Readings, type TextBatch } from '../core/table/readings';
import { fileReportPage } from '../core/report/file-report';
import { Reasons, type ReasonsState } from '../core/table/reasons';
import { cut, rowInSight, type RowInSight } from '../core/table/row-in-sight';
import { scoresOf } from '../core/table/scores';
import { allRows, selectRows, type TableQuery } from '../core/table/select-rows';
import { csvPieces, jsonLinesPieces, writtenRows } from '../core/table/write-rows';
import { phraseFinder, type PhraseFinder } from '../core/text/phrases';
import { wordSpans } from '../core/text/words';
import { nextTask } from './cancellation';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  FileWorkerApi,
  GroupApart,
  OutputFile,
  OutputKind,
  OutputOptions,
  ReadProgress,
  ReasonsAsked,
  ReportAsked,
  RowScope,
  RunProgress,
  Scores,
  TextSizes,
} from './file-api';
import { openSource, proposalFor } from './file-source';
import { lending } from './lending';
import { writeXlsx } from './xlsx-file';

/** Events of a file that a first look takes in, and rows of them that it shows. */
const looked = 200;
const shownRows = 10;
const shownProblems = 100;
/** Words that set a group apart, at most. */
const wordsOfGroup = 8;
/** Milliseconds between two messages of progress. */
const messageInterval = 100;

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

  /** @param mostRows rows of a file that are taken */
  constructor(private readonly mostRows = MAX_ROWS) {}

  async look(source: FileSource, reading: FileReading): Promise<FileLook> {
    const proposed = await proposalFor(source, reading);
    const table = await openSource(source, { ...proposed, ...reading });
    const fields: (readonly unknown[])[] = [];
    const rows: FileLook['rows'][number][] = [];
    const faults: FileLook['faults'][number][] = [];
    let events = 0;
    for await (const event of table.records) {
      if (event.kind === 'fault') {
        const { line, message, remedy } = event;
        faults.push({ line, message, ...(remedy && { remedy }) });
      } else {
        fields.push(event.fields);
        if (rows.length < shownRows) rows.push({ line: event.line, cells: event.fields.map(inWords) });
      }
      if (++events === looked) break;
    }
    const { format, columns, delimiter, encoding, sheets, sheet } = table;
    const guess = guessColumns(columns, fields);
    const how = { format, delimiter, encoding, sheets, sheet, proposed };
    return { ...how, columns: [...columns], rows, faults, guess };
  }

  read(
    source: FileSource,
    reading: FileReading,
    textColumn: number,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<FileSummary> {
    return lending(onProgress, async () => {
      const totalBytes = source.content.size;
      let bytes = 0;
      let toldAt = performance.now();
      const opened = await openSource(source, reading, (count) => (bytes = count));
      // Fields of Parquet are values of JSON too.
      const isJson = isJsonFormat(opened.format) || opened.format === 'parquet';
      const table = new FileTable({ columns: opened.columns, isJson, textColumn });
      for await (const event of opened.records) {
        if (table.length === this.mostRows) {
          const message = `the file has more than ${this.mostRows.toLocaleString('en')} rows; from here on it is not read`;
          table.add({ kind: 'fault', line: event.line, message });
          break;
        }
        table.add(event);
        if (performance.now() - toldAt < messageInterval) continue;
        toldAt = performance.now();
        onProgress({ bytes, totalBytes, rows: table.length });
        await nextTask();
      }
      this.#table = table;
      this.#readings = null;
      this.#labels = null;
      this.#reasons = null;
      this.#find = null;
      this.#query = allRows;
      this.#selected = Uint32Array.from({ length: table.length }, (_, row) => row);
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

  put(rows: readonly number[], probabilities: Float64Array): RunProgress {
    const readings = this.#reading();
    const { classCount } = readings;
    rows.forEach((row, at) => {
      readings.set(row, probabilities.subarray(at * classCount, (at + 1) * classCount));
    });
    return { done: readings.done, total: readings.total };
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

  #summary(table: FileTable): FileSummary {
    const problems: { line: number; message: string }[] = [];
    for (let row = 0; row < table.length && problems.length < shownProblems; row++) {
      const message = table.problem(row);
      if (message !== null) problems.push({ line: table.line(row), message });
    }
    return {
      columns: [...table.shape.columns],
      counts: countRows(table, null),
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

function inWords(field: unknown): string {
  if (field === undefined) return '';
  return cut(typeof field === 'string' ? field : JSON.stringify(field));
}
