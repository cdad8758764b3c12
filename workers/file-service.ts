import { labelReader, parseLabelPairs } from '../core/rows/labels';
import { MAX_ROWS } from '../core/table/bounded-bytes';
import { damagedWork, numbersOf, type Chunk, type ChunkSource } from '../core/table/chunks';
import { columnValues, type ColumnValues } from '../core/table/column-values';
import { countRows, type RowCounts } from '../core/table/count-rows';
import { cut } from '../core/table/cut';
import type { FileTable } from '../core/table/file-table';
import { tableLabels, type TableLabels } from '../core/table/labels';
import { Readings } from '../core/table/readings';
import { restoreTable } from '../core/table/restore-table';
import { scoresOf } from '../core/table/scores';
import { selectRows, type TableQuery } from '../core/table/select-rows';
import { openWork, packWork } from '../core/table/work-file';
import type { WorkManifest } from '../core/table/work-manifest';
import { csvPieces, jsonLinesPieces } from '../core/table/write-rows';
import { nextTask } from './cancellation';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  FileWorkerApi,
  KeptWork,
  OpenedWork,
  OutputKind,
  ReadProgress,
  RowInSight,
  RunProgress,
  Scores,
  TextBatch,
  WorkAbout,
} from './file-api';
import { hashOf } from './file-source';
import { KeptWorks, type KeptFolder } from './kept-works';
import { lending } from './lending';
import { lookAtFile } from './look-at-file';
import { readFile } from './read-file';
import { OpfsShelf } from './work-shelf';

const shownProblems = 100;
/** The file that a table was made of, and how it was read. */
type MadeOf = Pick<WorkManifest, 'file' | 'reading'>;

/** One file of rows, and what the model made of them. */
export class FileService implements FileWorkerApi {
  #table: FileTable | null = null;
  #classes: readonly string[] = [];
  #readings: Readings | null = null;
  #labels: TableLabels | null = null;
  #selected: Uint32Array = new Uint32Array(0);
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
    if (!isSame) this.#readings = new Readings(table, classes.length);
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
    this.#selected = selectRows(this.#opened(), this.#readings, this.#labels?.classes ?? null, query);
    return this.#selected.length;
  }

  rows(from: number, count: number, columns: readonly number[]): RowInSight[] {
    const table = this.#opened();
    return Array.from(this.#selected.subarray(from, from + count), (row) => {
      const state = table.state(row);
      const probabilities = this.#readings?.probabilities(row) ?? null;
      return {
        row,
        line: table.line(row),
        state,
        text: cut(table.problem(row) ?? table.text(row)),
        probabilities: probabilities && Array.from(probabilities),
        cells: columns.map((column) => cut(table.cell(row, column))),
      };
    });
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

  async forgetReadings(): Promise<void> {
    this.#readings = new Readings(this.#opened(), this.#classes.length);
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

  async write(kind: OutputKind, withTexts: boolean): Promise<Blob> {
    const written = {
      table: this.#opened(),
      readings: this.#readings,
      classes: this.#readings ? this.#classes : [],
      withTexts,
    };
    const pieces = kind === 'csv' ? csvPieces(written) : jsonLinesPieces(written);
    const type = kind === 'csv' ? 'text/csv' : 'application/jsonl';
    const parts: Blob[] = [];
    for (const piece of pieces) {
      // A browser may keep blobs on disk; strings it may not.
      parts.push(new Blob([piece]));
      await nextTask();
    }
    return new Blob(parts, { type: `${type};charset=utf-8` });
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
    const { name } = file;
    return { summary: this.#summary(table), name, textColumn: shape.textColumn, choices, model };
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
      parts: {},
    };
  }

  #chunks(): Chunk[] {
    return [...this.#opened().chunks(), ...(this.#readings?.chunks() ?? [])];
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

  #opened(): FileTable {
    if (!this.#table) throw new Error('No file is open.');
    return this.#table;
  }

  #reading(): Readings {
    if (!this.#readings) throw new Error('The classes of the rows are not known.');
    return this.#readings;
  }
}
