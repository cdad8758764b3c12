import * as Comlink from 'comlink';
import type { ColumnValues } from '../../core/table/column-values';
import { allRows, dependsOnReadings, type TableQuery } from '../../core/table/select-rows';
import { isWork, WORK_HEAD_BYTES } from '../../core/table/work-file';
import { isSameModel, type WorkModel } from '../../core/table/work-manifest';
import type { RowCounts } from '../../core/table/count-rows';
import type { LongText } from '../../core/text/windows';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  FileWorkerApi,
  OpenedWork,
  OutputKind,
  OutputOptions,
  ReadProgress,
  ReportAsked,
  RunProgress,
  Scores,
  WorkAbout,
} from '../../workers/file-api';
import { FileClient } from '../../workers/file-client';
import type { WorkerHandle } from '../../workers/worker-handle';
import type { RowInSight } from '../../core/table/row-in-sight';
import { towardClass } from '../../core/report/class-colours';
import { FileFigures } from './file-figures.svelte';
import { FileReasons } from './file-reasons.svelte';
import { callModel } from '../task/model-calls';
import type { FileModel } from './file-model';
import { Job } from './job.svelte';
import { Keeping } from './keeping.svelte';
import { sentence } from './sentence';
import { ReadingsMirror } from './readings-mirror';

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
/** Milliseconds within which a worker that dies twice is not started again: it would die of the same. */
const mendingPause = 60_000;

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
  readonly saving = new Job<void>();

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
  /** The model that the rows are read by; null: none is read. */
  readBy = $state.raw<WorkModel | null>(null);
  /** Whether kept or saved work is being opened. */
  isRestoring = $state(false);
  /** What was put right without anybody's doing. */
  mended = $state('');

  /** Names of the classes that rows are read as; empty while they are not known. */
  readonly classes = $derived.by(() => this.readBy?.classes ?? this.model.classes ?? []);
  /** Whether the rows were read by another model than the page has. */
  readonly isOtherModel = $derived.by(() => {
    const current = this.#currentModel();
    return this.readBy !== null && current !== null && !isSameModel(this.readBy, current);
  });
  readonly summary = $derived(this.opening.phase === 'done' ? this.opening.value : null);
  readonly name = $derived(this.source && (this.source.name ?? 'Pasted rows'));

  readonly reasons: FileReasons;
  readonly keeping: Keeping;
  readonly #client: FileClient;
  readonly #mirror = new ReadingsMirror();
  /** What was saved and is open; null: a file was read. */
  #saved: Blob | null = null;
  #longText: LongText = 'windows';
  #mendedAt = -Infinity;
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
    this.#client = new FileClient(spawn, (reason) => void this.#mend(reason));
    this.keeping = new Keeping(this.#client, () => this.#about());
    this.reasons = new FileReasons({
      model,
      client: this.#client,
      inSight: () => ({ ...this.inSight }),
      onReasons: () => this.#showReasons(),
      onRest: () => void this.#keepReasons(),
    });
  }

  /** Takes a file, in place of what was there: saved work is opened, anything else is looked at first. */
  async open(source: FileSource): Promise<void> {
    this.close();
    this.source = source;
    const head = new Uint8Array(await source.content.slice(0, WORK_HEAD_BYTES).arrayBuffer());
    if (this.source !== source) return;
    if (isWork(head)) {
      this.#saved = source.content;
      await this.#openWork((api) => api.openSaved(source.content));
      return;
    }
    await this.look({});
    if (this.source === source) await this.keeping.recognise(source.content);
  }

  /** Opens what is kept on this machine, and goes on with it. */
  async openKept(id: string): Promise<void> {
    this.close();
    await this.#openWork((api) => api.openKept(id));
    if (this.summary) this.keeping.goesOn(id);
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
    addEventListener('beforeunload', this.#askBeforeLeaving);
    await this.keeping.begin();
    await this.goOn(longText);
  }

  /** Reads the texts that are not read yet. What is read stays, whatever becomes of this run. */
  async goOn(longText: LongText): Promise<void> {
    this.#longText = longText;
    await this.running.start(async ({ signal, onProgress }) => {
      await this.#setClasses(signal);
      await this.#beginReading(signal);
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
        this.#mirror.add(rows, probabilities);
        const progress = await this.#client.call((api) =>
          api.put(rows, Comlink.transfer(probabilities, [probabilities.buffer])),
        );
        if (progress.notKept !== null) this.keeping.end(progress.notKept);
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

  /** Forgets what another model made of the rows, and has them read by the page's. */
  async readAnew(longText: LongText): Promise<void> {
    this.running.cancel();
    try {
      await this.#client.call((api) => api.forgetReadings());
    } catch {
      return; // The worker has ended, which is told where it is noticed.
    }
    this.#mirror.clear();
    this.reasons.reset();
    this.figures.reset();
    this.#saved = null;
    this.readBy = null;
    await this.goOn(longText);
  }

  /** @param save is given the whole piece of work as one file */
  saveWork(save: (content: Blob) => void): Promise<void> {
    return this.saving.start(async ({ signal }) => {
      const about = this.#about();
      if (!about) return;
      const content = await this.#client.call((api) => api.save(about));
      signal.throwIfAborted();
      save(content);
    });
  }

  /** Shows other rows, or the same in another order. */
  async ask(change: Partial<TableQuery>): Promise<void> {
    this.query = { ...this.query, ...change };
    this.keeping.remember();
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
    this.keeping.remember();
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
    for (const job of [this.running, this.writing, this.saving]) job.reset();
    this.#mirror.clear();
    this.keeping.reset();
    this.readBy = null;
    this.#saved = null;
    this.mended = '';
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
    removeEventListener('beforeunload', this.#askBeforeLeaving);
  }

  /** Tells the worker what rows are read as: by the model that read them, or that will, once it is there to say it. */
  async #setClasses(signal: AbortSignal): Promise<void> {
    // An answer that costs nothing: the model is loaded by then, and its classes are known.
    if (!this.readBy && !this.model.classes) await callModel(this.model, (api) => api.ping(), signal);
    const { classes, labelColumn, pairs } = this;
    if (classes.length === 0) throw new Error('The model is not loaded.');
    if (!this.#knowsClasses) this.shownClass = towardClass(classes);
    this.#knowsClasses = true;
    await this.#client.call((api) => api.setClasses([...classes], labelColumn, pairs));
  }

  /** Sees to it that all rows are read by one model. */
  async #beginReading(signal: AbortSignal): Promise<void> {
    if (!this.model.summary) await callModel(this.model, (api) => api.ping(), signal);
    const current = this.#currentModel();
    if (!current) throw new Error('The model is not loaded.');
    if (this.readBy && !isSameModel(this.readBy, current)) throw new Error(otherModel(this.readBy, current));
    if (this.readBy) return;
    this.readBy = current;
    // Readings that are kept mean nothing without their model.
    await this.keeping.rememberNow();
  }

  #currentModel(): WorkModel | null {
    const { summary, classes } = this.model;
    if (!summary || !classes) return null;
    return { name: summary.name, version: summary.version, classes: [...classes] };
  }

  /** What is kept and saved beside rows and readings. */
  #about(): WorkAbout | null {
    if (!this.summary) return null;
    const { labelColumn, groupColumn, dateColumn, pairs, shownColumns, readBy } = this;
    const query = { ...this.query, cells: [...this.query.cells] };
    const choices = { labelColumn, groupColumn, dateColumn, pairs, shownColumns: [...shownColumns], query };
    return { choices, model: readBy };
  }

  /** Opens a piece of work, and goes on with it where its model is the page's. */
  async #openWork(open: (api: Comlink.Remote<FileWorkerApi>) => Promise<OpenedWork>): Promise<void> {
    let opened: OpenedWork | null = null;
    this.isRestoring = true;
    await this.opening.start(async () => (opened = await this.#client.call(open)).summary);
    this.isRestoring = false;
    if (this.opening.phase === 'failed') {
      this.problem = sentence(this.opening.error);
      this.opening.reset();
      this.source = null;
    }
    // Assigned within the work that was awaited.
    const work = opened as OpenedWork | null;
    if (!this.summary || !work) return;
    this.source = { content: this.#saved ?? new Blob(), name: work.name };
    this.textColumn = work.textColumn;
    this.readBy = work.model;
    const { query, ...choices } = work.choices;
    Object.assign(this, choices);
    this.reasons.begin(work.summary.counts.texts);
    if (work.reasons) this.reasons.restore(work.reasons);
    this.counts = work.summary.counts;
    this.selected = work.summary.counts.rows;
    this.version++;
    addEventListener('beforeunload', this.#askBeforeLeaving);
    await this.ask(query);
    if (this.readBy) await this.setLabels(this.labelColumn, this.pairs);
    // Not awaited: it is open.
    void this.goOn(this.#longText);
  }

  /** Starts another worker in place of one that has died, and gives it back all that was there. */
  async #mend(reason: string): Promise<void> {
    const wasRunning = this.running.phase === 'running';
    const isAgain = performance.now() - this.#mendedAt < mendingPause;
    this.#mendedAt = performance.now();
    if (!this.summary || isAgain) {
      this.#giveUp(reason);
      return;
    }
    this.running.cancel();
    this.reasons.pause();
    this.mended = `The worker that held the file ended (${reason}). It is read again.`;
    try {
      await this.#readAgain();
      await this.#setClasses(new AbortController().signal);
      for (const { rows, probabilities } of this.#mirror.batches()) {
        await this.#client.call((api) => api.put(rows, probabilities));
      }
      await this.reasons.again();
    } catch (error) {
      this.#giveUp(`${reason}; ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.mended = `The worker that held the file ended (${reason}). The file was read again, and nothing is lost.`;
    await this.#select();
    await this.#lookAgain();
    if (wasRunning) void this.goOn(this.#longText);
  }

  async #readAgain(): Promise<void> {
    const { source, reading, textColumn } = this;
    const { id } = this.keeping;
    const saved = this.#saved;
    if (id !== null) await this.#client.call((api) => api.openKept(id));
    else if (saved) await this.#client.call((api) => api.openSaved(saved));
    else if (source) {
      await this.#client.call((api) =>
        api.read(
          source,
          { ...reading },
          textColumn,
          Comlink.proxy(() => undefined),
        ),
      );
    }
  }

  #giveUp(reason: string): void {
    const isLost = this.summary !== null;
    this.#forget();
    this.opening.reset();
    this.problem = `The worker that held the file ended (${reason})${isLost ? ', and the results with it' : ''}. Open the file again.`;
  }

  /** While there is something to lose: what is kept is there again. */
  readonly #askBeforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.keeping.id === null) event.preventDefault();
  };

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

  async #keepReasons(): Promise<void> {
    const about = this.#about();
    if (!about) return;
    try {
      await this.#client.call((api) => api.keepReasons(about));
    } catch {
      // They can be found anew: work that is kept is not lost for them.
    }
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

function otherModel(readBy: WorkModel, current: WorkModel): string {
  return `These rows were read by ${readBy.name} ${readBy.version}, and this page has ${current.name} ${current.version}. What is read stays; to go on, have all of them read anew`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
