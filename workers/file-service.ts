import type { Changes } from '../core/insight/changes';
import type { Drivers, DriversQuery } from '../core/insight/drivers';
import type { ClassShares, GroupShares } from '../core/insight/groups';
import { labelReport, type LabelReport } from '../core/insight/label-report';
import { labelSetReport, type LabelSetReport } from '../core/insight/label-set-report';
import { timeShares, type TimeShares } from '../core/insight/times';
import { MAX_ROWS } from '../core/table/bounded-bytes';
import { columnValues, type ColumnValues } from '../core/table/column-values';
import { countRows, type RowCounts } from '../core/table/count-rows';
import type { TextBatch } from '../core/table/readings';
import type { ReasonsState } from '../core/table/reasons';
import { packLanguages } from '../core/table/row-languages';
import { rowInSight, type RowInSight } from '../core/table/row-in-sight';
import type { TableQuery } from '../core/table/select-rows';
import type { TimeUnit } from '../core/table/time-units';
import { openWork, packWork } from '../core/table/work-file';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  FileWorkerApi,
  GroupApart,
  KeptWork,
  OpenedWork,
  OutputFile,
  OutputKind,
  OutputOptions,
  ReadAs,
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
import {
  fileChanges,
  fileDrivers,
  fileGroupApart,
  fileGroups,
  fileScores,
  fileShares,
  reportOfFile,
  rowsToTeach,
  textSizes,
} from './file-figures';
import { hashOf } from './file-source';
import { KeptWorks } from './kept-works';
import { lending } from './lending';
import { lookAtFile } from './look-at-file';
import { OpenFile } from './open-file';
import { readFile } from './read-file';
import { openedWork, WorkKeeper } from './work-keeper';
import { OpfsShelf } from './work-shelf';
import { blobOf, writeFile } from './write-file';

/** One file of rows, and what the model made of them: who answers which question of the page. */
export class FileService implements FileWorkerApi {
  #file: OpenFile | null = null;
  readonly #keeper: WorkKeeper;

  /**
   * @param mostRows rows of a file that are taken
   * @param works where work is kept
   */
  constructor(
    private readonly mostRows = MAX_ROWS,
    works = new KeptWorks(new OpfsShelf()),
  ) {
    this.#keeper = new WorkKeeper(works);
  }

  async ping(): Promise<void> {
    // That it is heard is all there is to it.
  }

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
      const { table, sha256, delimiter } = await readFile(source, how, onProgress);
      const { content, name } = source;
      const file = new OpenFile(table, {
        reading: delimiter === null ? reading : { ...reading, delimiter },
        file: { name, size: content.size, sha256 },
      });
      this.#keeper.letGo();
      this.#file = file;
      return file.summary;
    });
  }

  setClasses(readAs: ReadAs, labelColumn: number | null, pairs: string): void {
    this.#opened().setClasses(readAs, labelColumn, pairs);
  }

  next(count: number, characters: number): TextBatch {
    return this.#opened().knownReadings.next(count, characters);
  }

  async put(
    rows: readonly number[],
    probabilities: Float64Array,
    languages: readonly (string | null)[],
  ): Promise<RunProgress> {
    const readings = this.#opened().knownReadings;
    const { classCount } = readings;
    const fresh = rows.flatMap((row, at) => (readings.isRead(row) ? [] : [{ row, at }]));
    const added = new Float32Array(fresh.length * classCount);
    fresh.forEach(({ row, at }, place) => {
      const read = probabilities.subarray(at * classCount, (at + 1) * classCount);
      readings.set(row, read, languages[at] ?? null);
      added.set(read, place * classCount);
    });
    const notKept = await this.#keeper.add(
      Uint32Array.from(fresh, ({ row }) => row),
      added,
      packLanguages(
        fresh.flatMap(({ row }) => {
          const language = readings.languageOf(row);
          return language === null ? [] : [{ row, language }];
        }),
      ),
    );
    const { done, total, bytesLeft } = readings;
    return { done, total, bytesLeft, notKept };
  }

  counts(): RowCounts {
    const { table, readings } = this.#opened();
    return countRows(table, readings);
  }

  select(query: TableQuery): number {
    const file = this.#opened();
    file.select(query);
    return file.selected.length;
  }

  rows(from: number, count: number, columns: readonly number[], classIndex: number | null): RowInSight[] {
    const { table, readings, reasons, selected, find } = this.#opened();
    const shown = { columns, classIndex, find };
    return Array.from(selected.subarray(from, from + count), (row) =>
      rowInSight(table, readings, reasons?.of ?? null, row, shown),
    );
  }

  columnValues(column: number, most: number): ColumnValues {
    return columnValues(this.#opened().table, column, most);
  }

  text(row: number): string {
    return this.#opened().table.text(row);
  }

  scores(): Scores | null {
    return fileScores(this.#opened());
  }

  drawReasons({ query, question, ...draw }: ReasonsAsked): ReasonsState {
    const file = this.#opened();
    return file.reasonsFor(question).draw(file.picked(query), draw);
  }

  nextReasons(
    count: number,
    characters: number,
    { from, count: inSight }: { readonly from: number; readonly count: number },
  ): TextBatch {
    const { knownReasons, selected } = this.#opened();
    return knownReasons.next(count, characters, selected.subarray(from, from + inSight));
  }

  putReasons(rows: readonly number[], bytes: Uint8Array, lengths: Uint32Array): ReasonsState {
    const { knownReasons } = this.#opened();
    let at = 0;
    rows.forEach((row, place) => {
      knownReasons.set(row, bytes.subarray(at, at + lengths[place]!));
      at += lengths[place]!;
    });
    return knownReasons.state;
  }

  endReasons(): ReasonsState {
    return this.#opened().knownReasons.end();
  }

  async keepReasons(about: WorkAbout): Promise<void> {
    const file = this.#opened();
    if (file.reasons) await this.#keeper.replace(file.reasons.of.chunks(), file.manifest(about));
  }

  wordCounts(scope: RowScope, drawn: number | null, most: number): TextSizes {
    return textSizes(this.#opened(), scope, drawn, most);
  }

  toTeach(most: number): RowsToTeach {
    return rowsToTeach(this.#opened(), most);
  }

  drivers(query: DriversQuery): Drivers | null {
    return fileDrivers(this.#opened(), query);
  }

  shares(): ClassShares | null {
    return fileShares(this.#opened());
  }

  groupShares(column: number, most: number): GroupShares {
    return fileGroups(this.#opened(), column, most);
  }

  wordsApart(column: number, value: string): GroupApart {
    return fileGroupApart(this.#opened(), column, value);
  }

  timeShares(column: number, unit: TimeUnit | null): TimeShares {
    const { table, knownReadings, selected } = this.#opened();
    return timeShares(table, knownReadings, selected, column, unit);
  }

  labelReport(groupColumn: number | null): LabelReport | null {
    const file = this.#opened();
    return file.labels && labelReport(file.table, file.knownReadings, file.labels.classes, groupColumn);
  }

  labelSetReport(groupColumn: number | null): LabelSetReport | null {
    const { table, labelSets, knownReadings } = this.#opened();
    return labelSets && labelSetReport(table, knownReadings, labelSets, groupColumn);
  }

  changes(columns: readonly [number, number]): Changes {
    return fileChanges(this.#opened(), columns);
  }

  addReadings(name: string): FileSummary {
    const file = this.#opened();
    file.addReadings(name);
    return file.summary;
  }

  keepAnew(about: WorkAbout): Promise<string | null> {
    return this.#keeper.keepAnew(this.#opened(), about);
  }

  async forgetReadings(): Promise<void> {
    await this.#keeper.replace(this.#opened().forgetReadings().chunks());
  }

  kept(): Promise<KeptWork[]> {
    return this.#keeper.list();
  }

  keep(about: WorkAbout): Promise<string> {
    return this.#keeper.keep(this.#opened(), about);
  }

  remember(about: WorkAbout): Promise<void> {
    return this.#keeper.remember(this.#opened().manifest(about));
  }

  async openKept(id: string): Promise<OpenedWork> {
    const { file, opened } = await this.#keeper.open(id);
    this.#file = file;
    return opened;
  }

  forgetKept(id: string | null): Promise<void> {
    return this.#keeper.remove(id);
  }

  save(about: WorkAbout): Promise<Blob> {
    const file = this.#opened();
    return blobOf(packWork(file.manifest(about), file.chunks()), 'application/octet-stream');
  }

  async openSaved(content: Blob): Promise<OpenedWork> {
    const { manifest, chunks } = await openWork({
      size: content.size,
      read: async (from, to) => new Uint8Array(await content.slice(from, to).arrayBuffer()),
    });
    const file = await OpenFile.restore(manifest, chunks);
    this.#keeper.letGo();
    this.#file = file;
    return openedWork(file, manifest);
  }

  hash(content: Blob): Promise<string> {
    return hashOf(content);
  }

  write(kind: OutputKind, options: OutputOptions): Promise<OutputFile> {
    return writeFile(this.#opened(), kind, options);
  }

  report(asked: ReportAsked): string {
    return reportOfFile(this.#opened(), asked);
  }

  #opened(): OpenFile {
    if (!this.#file) throw new Error('No file is open.');
    return this.#file;
  }
}
