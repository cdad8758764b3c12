import * as Comlink from 'comlink';
import type { ColumnValues } from '../../core/table/column-values';
import { dependsOnReadings } from '../../core/table/select-rows';
import { isWork, WORK_HEAD_BYTES } from '../../core/table/work-file';
import type { LongText } from '../../core/text/windows';
import type {
  FileLook,
  FileReading,
  FileSource,
  FileSummary,
  FileWorkerApi,
  OpenedWork,
  ReadProgress,
  WorkAbout,
} from '../../workers/file-api';
import { FileClient } from '../../workers/file-client';
import type { WorkerHandle } from '../../workers/worker-handle';
import { towardClass } from '../../core/report/class-colours';
import { FileFigures } from './file-figures.svelte';
import { FileReasons } from './file-reasons.svelte';
import type { FileModel } from './file-model';
import { Job } from './job.svelte';
import { Keeping } from './keeping.svelte';
import { Mending } from './mending.svelte';
import { ReadingRun } from './reading-run.svelte';
import { sentence } from './sentence';
import { ShownRows } from './shown-rows.svelte';
import { TakingAway } from './taking-away.svelte';
import { Tally } from './tally.svelte';

/** Milliseconds between two drawings of the table, at least, while reasons come. */
const drawInterval = 500;

/** A name that no column has. */
function freeName(name: string, columns: readonly string[]): string {
  let free = name;
  for (let count = 2; columns.includes(free); count++) free = `${name} (${count})`;
  return free;
}

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
  /** Columns of results that two models gave, indices; null: none were compared here. */
  compared = $state.raw<readonly [number, number] | null>(null);

  readonly opening = new Job<FileSummary, ReadProgress>();
  readonly running: ReadingRun;
  readonly tally: Tally;
  readonly shown: ShownRows;
  readonly output: TakingAway;
  readonly mending: Mending;
  readonly figures = new FileFigures();

  /** Whether kept or saved work is being opened. */
  isRestoring = $state(false);
  /** Why what was asked last could not be shown; empty when it could. */
  problem = $state('');
  readonly summary = $derived(this.opening.phase === 'done' ? this.opening.value : null);
  readonly name = $derived(this.source && (this.source.name ?? 'Pasted rows'));

  readonly reasons: FileReasons;
  readonly keeping: Keeping;
  readonly #client: FileClient;
  /** What was saved and is open; null: a file was read. */
  #saved: Blob | null = null;
  #shownAt = 0;
  /** Whether a class to show was chosen, by the page or the reader. */
  #knowsClasses = false;

  constructor(model: FileModel, spawn: () => WorkerHandle) {
    this.#client = new FileClient(spawn, (reason) => void this.mending.mend(reason));
    this.keeping = new Keeping(this.#client, () => this.#about());
    this.output = new TakingAway(this.#client, () => this.#about());
    this.shown = new ShownRows(this.#client, () => this.keeping.remember());
    this.tally = new Tally(this.#client);
    this.running = new ReadingRun({
      model,
      client: this.#client,
      prepare: () => this.#setClasses(),
      // Readings that are kept mean nothing without their model.
      onModel: () => this.keeping.rememberNow(),
      onStop: () => this.keeping.remember(),
      onPrice: (seconds, characters) => this.reasons.know(seconds, characters),
      onNotKept: (reason) => this.keeping.end(reason),
      onMore: () => {
        if (this.tally.isDue) void this.#count();
      },
      onRest: () => this.#count(),
    });
    this.reasons = new FileReasons({
      model,
      client: this.#client,
      isReading: () => this.running.phase === 'running',
      inSight: () => ({ ...this.shown.inSight }),
      onReasons: () => this.#showReasons(),
      onRest: () => void this.#keepReasons(),
    });
    this.mending = new Mending({
      isOpen: () => this.summary !== null,
      halt: () => this.#halt(),
      bringBack: () => this.#bringBack(),
      giveUp: (reason) => this.#giveUp(reason),
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
    const others = summary.columns.map((_, column) => column).filter((at) => at !== textColumn);
    this.#begin(summary, others.slice(0, 3));
    await this.keeping.begin();
    await this.running.goOn(longText);
  }

  /** Forgets what another model made of the rows, and has them read by the page's. */
  async readAnew(longText: LongText): Promise<void> {
    this.running.cancel();
    try {
      await this.#client.call((api) => api.forgetReadings());
    } catch {
      return; // The worker has ended, which is told where it is noticed.
    }
    this.running.forget();
    this.reasons.reset();
    this.figures.reset();
    await this.#saveAgain();
    await this.running.goOn(longText);
  }

  /**
   * Keeps what another model made of the rows as a column, has them read by the page's, and keeps that as a column too: two
   * columns of results, to be held against each other.
   */
  async readBeside(longText: LongText): Promise<void> {
    const before = await this.addReadings();
    if (before === null) return;
    await this.readAnew(longText);
    if (this.running.phase !== 'done') return;
    const after = await this.addReadings();
    if (after !== null) this.compared = [before, after];
  }

  /** Keeps how the rows are read as a column of the file. @returns its index; null where they are not read */
  async addReadings(): Promise<number | null> {
    const { summary } = this;
    const { readBy } = this.running;
    if (!summary || !readBy) return null;
    const name = freeName(`${readBy.name} ${readBy.version.slice(0, 8)}`, summary.columns);
    try {
      this.opening.value = await this.#client.call((api) => api.addReadings(name));
      const column = summary.columns.length;
      this.shown.columns = [...this.shown.columns, column];
      this.shown.version++;
      // The file itself has no such column: from here on it comes back from what is kept, or saved.
      const about = this.#about()!;
      const id = await this.#client.call((api) => api.keepAnew(about));
      if (id !== null) this.keeping.goesOn(id);
      this.#saved ??= new Blob();
      await this.#saveAgain();
      return column;
    } catch (error) {
      this.problem = sentence((error as Error).message);
      return null;
    }
  }

  /** The work as one file, for a page with another model; null while no rows are there. */
  async packed(): Promise<FileSource | null> {
    const about = this.#about();
    if (!about) return null;
    const { name } = this.source ?? { name: null };
    return { content: await this.#client.call((api) => api.save(about)), name };
  }

  /** Holds the rows against another column of labels, or the same, otherwise understood. */
  async setLabels(labelColumn: number | null, pairs: string): Promise<void> {
    this.labelColumn = labelColumn;
    this.pairs = pairs;
    this.problem = '';
    try {
      await this.#setClasses();
    } catch (error) {
      this.problem = (error as Error).message;
      return;
    }
    this.keeping.remember();
    await this.#count();
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
    for (const part of [
      this.running,
      this.output,
      this.keeping,
      this.mending,
      this.reasons,
      this.figures,
      this.tally,
      this.shown,
    ]) {
      part.reset();
    }
    this.#saved = null;
    this.compared = null;
    this.#knowsClasses = false;
    removeEventListener('beforeunload', this.#askBeforeLeaving);
  }

  /** Shows what was opened. */
  #begin({ counts }: FileSummary, columns: readonly number[]): void {
    this.tally.counts = counts;
    this.shown.begin(counts.rows, columns);
    this.reasons.begin(counts.texts);
    addEventListener('beforeunload', this.#askBeforeLeaving);
  }

  /** Tells the worker what rows are read as: by the model that read them, or that will. */
  async #setClasses(): Promise<void> {
    const { labelColumn, pairs } = this;
    const { classes } = this.running;
    if (classes.length === 0) throw new Error('The model is not loaded.');
    this.#showClass(classes);
    await this.#client.call((api) => api.setClasses([...classes], labelColumn, pairs));
  }

  /** Shows the reasons of a class, unless one was chosen. */
  #showClass(classes: readonly string[]): void {
    if (!this.#knowsClasses) this.shown.classIndex = towardClass(classes);
    this.#knowsClasses = true;
  }

  /** What is kept and saved beside rows and readings. */
  #about(): WorkAbout | null {
    if (!this.summary) return null;
    const { labelColumn, groupColumn, dateColumn, pairs, shown } = this;
    const query = { ...shown.query, cells: [...shown.query.cells] };
    const shownColumns = [...shown.columns];
    const { isStopped, readBy } = this.running;
    const choices = { labelColumn, groupColumn, dateColumn, pairs, shownColumns, query, isStopped };
    return { choices, model: readBy };
  }

  /** Opens a piece of work, and goes on with it where its model is the page's. */
  async #openWork(open: (api: Comlink.Remote<FileWorkerApi>) => Promise<OpenedWork>): Promise<void> {
    let opened: OpenedWork | null = null;
    this.isRestoring = true;
    await this.opening.start(async () => {
      opened = await this.#client.call(open);
      // Before it is on show: figures are of the class that is shown.
      if (opened.model) this.#showClass(opened.model.classes);
      return opened.summary;
    });
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
    this.running.readBy = work.model;
    const { query, shownColumns, isStopped = false, ...choices } = work.choices;
    this.running.isStopped = isStopped;
    Object.assign(this, choices);
    this.#begin(work.summary, shownColumns);
    if (work.reasons) this.reasons.restore(work.reasons);
    if (work.hasLostReasons) {
      this.problem =
        'The reasons that were kept are damaged, and are left out. All else is there; explain again.';
    }
    await this.shown.ask(query);
    if (work.model) await this.setLabels(this.labelColumn, this.pairs);
    // Not awaited: it is open.
    if (!isStopped) void this.running.goOn();
  }

  /** Halts what runs. @returns goes on with it */
  #halt(): () => void {
    const isReading = this.running.phase === 'running';
    const isExplaining = this.reasons.running.phase === 'running';
    this.running.cancel();
    this.reasons.pause();
    return () => {
      if (isReading) void this.running.goOn();
      if (isExplaining) void this.reasons.goOn();
    };
  }

  /** Gives a new worker all that the last one held. */
  async #bringBack(): Promise<void> {
    await this.#readAgain();
    await this.#setClasses();
    await this.running.again();
    await this.reasons.again();
    await this.shown.select();
    await this.#count();
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

  /** Counts anew what has come, and has the table drawn anew. */
  async #count(): Promise<void> {
    if (!this.summary) return;
    await this.tally.count(this.labelColumn !== null, async () => {
      if (dependsOnReadings(this.shown.query)) await this.shown.select();
      else this.shown.version++;
    });
  }

  /** What was opened, or changed, is to come back as it is now where its worker ends. */
  async #saveAgain(): Promise<void> {
    const about = this.#about();
    if (this.#saved && about) this.#saved = await this.#client.call((api) => api.save(about));
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
    if (isRunning && performance.now() - this.#shownAt < drawInterval) return;
    this.#shownAt = performance.now();
    this.shown.version++;
  }
}
