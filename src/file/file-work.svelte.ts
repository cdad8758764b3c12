import * as Comlink from 'comlink';
import type { ColumnValues } from '../../core/table/column-values';
import { allRows, dependsOnReadings, type TableQuery } from '../../core/table/select-rows';
import type { RowCounts } from '../../core/table/count-rows';
import type { LongText } from '../../core/text/windows';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  OutputKind,
  OutputOptions,
  FileWorkerApi,
  ReadProgress,
  ReportAsked,
  RunProgress,
  Scores,
} from '../../workers/file-api';
import { FileClient } from '../../workers/file-client';
import type { WorkerHandle } from '../../workers/worker-handle';
import type { RowInSight } from '../../core/table/row-in-sight';
import { towardClass } from '../../core/report/class-colours';
import { callModel } from '../task/model-calls';
import type { FileModel } from './file-model';
import { FileFigures } from './file-figures.svelte';
import { FileReasons } from './file-reasons.svelte';
import { Job } from './job.svelte';

/** How the reading of the texts goes on. */
export interface RunPace extends RunProgress {
  /** Texts a second since it was started or went on. */
  readonly pace: number;
  readonly secondsLeft: number;
}

/** Milliseconds that a batch should take: a pause is heeded within about one. */
const batchTime = 400;
const [leastBatch, mostBatch] = [16, 1024];
/** Characters of a batch: a few very long texts are a batch of their own. */
const batchCharacters = 200_000;
/** Milliseconds between two looks at what has come, at least; and how many times what the last look took. */
const [lookInterval, lookShare] = [500, 10];

const unsorted = { sort: allRows.sort, descending: allRows.descending };

/** A file of texts, from the first look to what is taken away. It outlives the view. */
export class FileWork {
  source = $state.raw<FileSource | null>(null);
  reading = $state.raw<FileReading>({});
  readonly looking = new Job<FileLook>();
  /** Indices of columns, as the reader chose them; null: none. */
  textColumn = $state(0);
  labelColumn = $state<number | null>(null);
  groupColumn = $state<number | null>(null);
  dateColumn = $state<number | null>(null);
  /** What labels stand for, as the reader states it. */
  pairs = $state('');

  readonly opening = new Job<FileSummary, ReadProgress>();
  readonly running = new Job<RunProgress, RunPace>();
  /** Its value is what the file written last could not hold. */
  readonly writing = new Job<string>();

  counts = $state.raw<RowCounts | null>(null);
  scores = $state.raw<Scores | null>(null);
  query = $state.raw<TableQuery>(allRows);
  /** Rows that the query leaves. */
  selected = $state(0);
  /** Whether other rows are being looked for than those on show. */
  isAsking = $state(false);
  /** Rises whenever rows may be others than before. */
  version = $state(0);
  /** Why what was asked last could not be shown; empty when it could. */
  problem = $state('');
  /** Columns of the file that the table shows, indices. */
  shownColumns = $state.raw<readonly number[]>([]);
  /** The class whose reasons are shown, an index; null: the one that each row is read as. */
  shownClass = $state<number | null>(null);
  readonly figures = new FileFigures();
  /** The rows on show, by their places among those selected. */
  inSight = { from: 0, count: 0 };
  /** Where the table was left: pixels above the part in sight, and the row that the keyboard is at. */
  place = { top: 0, active: 0 };

  /** Whether filters leave rows out. */
  readonly isNarrowed = $derived(
    JSON.stringify({ ...this.query, ...unsorted }) !== JSON.stringify({ ...allRows, ...unsorted }),
  );
  readonly summary = $derived(this.opening.phase === 'done' ? this.opening.value : null);
  readonly name = $derived(this.source && (this.source.name ?? 'Pasted rows'));

  readonly reasons: FileReasons;
  readonly #client: FileClient;
  #lookedAt = 0;
  #shownAt = 0;
  /** Whether a class to show was chosen, by the page or the reader. */
  #knowsClasses = false;
  #pause = lookInterval;
  #asked = 0;

  constructor(
    private readonly model: FileModel,
    spawn: () => WorkerHandle,
  ) {
    this.#client = new FileClient(spawn, (reason) => {
      this.#forget();
      this.opening.reset();
      this.problem = `The worker that held the file ended (${reason}), and the results with it. Open the file again.`;
    });
    this.reasons = new FileReasons({
      model,
      client: this.#client,
      inSight: () => ({ ...this.inSight }),
      onReasons: () => this.#showReasons(),
    });
  }

  /** Takes a file, in place of what was there, and looks at its beginning. */
  open(source: FileSource): Promise<void> {
    this.close();
    this.source = source;
    return this.look({});
  }

  /** Looks at the file's beginning again, read in another way. */
  async look(change: FileReading): Promise<void> {
    const { source } = this;
    if (!source) return;
    this.reading = { ...this.reading, ...change };
    const { reading } = this;
    await this.looking.start(() => this.#client.call((api) => api.look(source, { ...reading })));
    const { phase, value } = this.looking;
    if (phase !== 'done' || !value) return;
    // As it was looked at, so it is read.
    this.reading = { ...value.proposed, ...this.reading };
    ({
      text: this.textColumn,
      label: this.labelColumn,
      group: this.groupColumn,
      date: this.dateColumn,
    } = value.guess);
  }

  /** Reads the file whole, then its texts. */
  async start(longText: LongText): Promise<void> {
    const { source, reading, textColumn } = this;
    if (!source) return;
    await this.opening.start(({ onProgress }) =>
      this.#client.call((api) => api.read(source, { ...reading }, textColumn, Comlink.proxy(onProgress))),
    );
    const { summary } = this;
    if (!summary) return;
    this.counts = summary.counts;
    this.selected = summary.counts.rows;
    this.shownColumns = summary.columns
      .map((_, column) => column)
      .filter((at) => at !== textColumn)
      .slice(0, 3);
    this.reasons.begin(summary.counts.texts);
    this.version++;
    addEventListener('beforeunload', askBeforeLeaving);
    await this.goOn(longText);
  }

  /** Reads the texts that are not read yet. What is read stays, whatever becomes of this run. */
  async goOn(longText: LongText): Promise<void> {
    await this.running.start(async ({ signal, onProgress }) => {
      await this.#setClasses(signal);
      const startedAt = performance.now();
      let first: number | null = null;
      let size = leastBatch;
      let [seconds, characters] = [0, 0];
      for (;;) {
        const { rows, texts } = await this.#client.call((api) => api.next(size, batchCharacters));
        signal.throwIfAborted();
        const batchStart = performance.now();
        const probabilities =
          rows.length === 0
            ? new Float64Array(0)
            : await callModel(this.model, (api, cancel) => api.predict({ texts, longText }, cancel), signal);
        const took = performance.now() - batchStart;
        seconds += took / 1000;
        for (const text of texts) characters += text.length;
        this.reasons.know(seconds, characters);
        const progress = await this.#client.call((api) =>
          api.put(rows, Comlink.transfer(probabilities, [probabilities.buffer])),
        );
        signal.throwIfAborted();
        first ??= progress.done - rows.length;
        const pace = (progress.done - first) / ((performance.now() - startedAt) / 1000);
        onProgress({ ...progress, pace, secondsLeft: (progress.total - progress.done) / pace });
        if (rows.length === 0) return progress;
        if (rows.length === size) size = Math.round(clamp((size * batchTime) / took, size / 2, size * 2));
        size = clamp(size, leastBatch, mostBatch);
        if (performance.now() - this.#lookedAt > this.#pause) void this.#lookAgain();
      }
    });
    await this.#lookAgain();
  }

  pause(): void {
    this.running.cancel();
  }

  /** Shows other rows, or the same in another order. */
  async ask(change: Partial<TableQuery>): Promise<void> {
    this.query = { ...this.query, ...change };
    this.place = { top: 0, active: 0 };
    this.isAsking = true;
    await this.#select();
  }

  /** Holds the rows against another column of labels, or the same, otherwise understood. */
  async setLabels(labelColumn: number | null, pairs: string): Promise<void> {
    this.labelColumn = labelColumn;
    this.pairs = pairs;
    this.problem = '';
    try {
      await this.#setClasses(new AbortController().signal);
    } catch (error) {
      this.problem = (error as Error).message;
      return;
    }
    await this.#lookAgain();
  }

  /** Some of the rows selected. */
  rows(from: number, count: number): Promise<RowInSight[]> {
    return this.#client.call((api) => api.rows(from, count, [...this.shownColumns], this.shownClass));
  }

  /** Asks the worker that holds the file. */
  call<T>(body: (api: Comlink.Remote<FileWorkerApi>) => Promise<T>): Promise<T> {
    return this.#client.call(body);
  }

  /** What stands in a column most often. */
  columnValues(column: number, most: number): Promise<ColumnValues> {
    return this.#client.call((api) => api.columnValues(column, most));
  }

  text(row: number): Promise<string> {
    return this.#client.call((api) => api.text(row));
  }

  /** @param save is given the file once it is written */
  write(kind: OutputKind, options: OutputOptions, save: (content: Blob) => void): Promise<void> {
    return this.writing.start(async ({ signal }) => {
      const { content, note } = await this.#client.call((api) => api.write(kind, options));
      signal.throwIfAborted();
      save(content);
      return note;
    });
  }

  /** @param save is given the page once it is written */
  report(
    asked: Omit<ReportAsked, 'groupColumn' | 'dateColumn'>,
    save: (html: string) => void,
  ): Promise<void> {
    const { groupColumn, dateColumn } = this;
    return this.writing.start(async ({ signal }) => {
      const html = await this.#client.call((api) => api.report({ ...asked, groupColumn, dateColumn }));
      signal.throwIfAborted();
      save(html);
      return '';
    });
  }

  /** Gives up reading the file; its first look stays. */
  stopOpening(): void {
    this.opening.reset();
    this.#client.close();
  }

  /** Forgets the file and all that came of it. */
  close(): void {
    this.#forget();
    for (const job of [this.looking, this.opening]) job.reset();
    this.#client.close();
    this.source = null;
    this.reading = {};
    this.groupColumn = null;
    this.dateColumn = null;
    this.pairs = '';
    this.problem = '';
  }

  #forget(): void {
    for (const job of [this.running, this.writing]) job.reset();
    this.reasons.reset();
    this.figures.reset();
    this.shownClass = null;
    this.#knowsClasses = false;
    this.inSight = { from: 0, count: 0 };
    this.counts = null;
    this.scores = null;
    this.query = allRows;
    this.isAsking = false;
    this.selected = 0;
    this.place = { top: 0, active: 0 };
    this.#pause = lookInterval;
    removeEventListener('beforeunload', askBeforeLeaving);
  }

  /** Tells the worker what rows are read as, once the model is there to say it. */
  async #setClasses(signal: AbortSignal): Promise<void> {
    // An answer that costs nothing: the model is loaded by then, and its classes are known.
    if (!this.model.classes) await callModel(this.model, (api) => api.ping(), signal);
    const { classes } = this.model;
    if (!classes) throw new Error('The model is not loaded.');
    const { labelColumn, pairs } = this;
    if (!this.#knowsClasses) this.shownClass = towardClass(classes);
    this.#knowsClasses = true;
    await this.#client.call((api) => api.setClasses([...classes], labelColumn, pairs));
  }

  /** Counts anew what has come, and has the table drawn anew; the more rarely the longer it takes. */
  async #lookAgain(): Promise<void> {
    if (!this.summary) return;
    const startedAt = performance.now();
    this.#lookedAt = Infinity;
    try {
      this.counts = await this.#client.call((api) => api.counts());
      if (this.labelColumn !== null) this.scores = await this.#client.call((api) => api.scores());
      else this.scores = null;
      if (dependsOnReadings(this.query)) await this.#select();
      else this.version++;
    } catch {
      // The worker has ended, which is told where it is noticed.
    }
    this.#lookedAt = performance.now();
    this.#pause = Math.max(lookInterval, lookShare * (this.#lookedAt - startedAt));
  }

  /** Has the table drawn anew as reasons come, not at each batch. */
  #showReasons(): void {
    const isRunning = this.reasons.running.phase === 'running';
    if (isRunning && performance.now() - this.#shownAt < lookInterval) return;
    this.#shownAt = performance.now();
    this.version++;
  }

  async #select(): Promise<void> {
    if (!this.summary) return;
    const asked = ++this.#asked;
    const { query } = this;
    try {
      const count = await this.#client.call((api) => api.select(query));
      if (asked !== this.#asked) return;
      this.isAsking = false;
      this.selected = count;
      this.version++;
    } catch {
      // As above.
    }
  }
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
