import type * as Comlink from 'comlink';
import { isPacked, notRows } from '../../core/rows/not-rows';
import type { ColumnValues } from '../../core/table/column-values';
import { dependsOnReadings } from '../../core/table/select-rows';
import { isWork, WORK_HEAD_BYTES } from '../../core/table/work-file';
import type { LongText } from '../../core/text/windows';
import type { FileSource, FileSummary, FileWorkerApi, OpenedWork, WorkAbout } from '../../workers/file-api';
import { FileClient } from '../../workers/file-client';
import type { WorkerHandle } from '../../workers/worker-handle';
import { FileChoices } from './file-choices.svelte';
import { FileFigures } from './file-figures.svelte';
import { FileOpening } from './file-opening.svelte';
import { FileOrigin } from './file-origin.svelte';
import { FileReasons } from './file-reasons.svelte';
import type { FileModel } from './file-model';
import { Keeping } from './keeping.svelte';
import { KeepsNowAndThen } from './keeps-now-and-then';
import { LeaveGuard } from './leave-guard';
import { Mending } from './mending.svelte';
import { ReadingRun } from './reading-run.svelte';
import { sentence } from './sentence';
import { ShownRows } from './shown-rows.svelte';
import { TakingAway } from './taking-away.svelte';
import { Tally } from './tally.svelte';
import { TwoModels } from './two-models.svelte';

/** A file of texts, from the first look to what is taken away. It outlives the view. */
export class FileWork {
  readonly choices = new FileChoices(() => this.keeping.remember());
  readonly opening: FileOpening;
  readonly running: ReadingRun;
  readonly tally: Tally;
  readonly shown: ShownRows;
  readonly output: TakingAway;
  readonly mending: Mending;
  readonly figures = new FileFigures();
  readonly models: TwoModels;
  readonly origin: FileOrigin;

  /** Why what was asked last could not be shown; empty when it could. */
  problem = $state('');
  readonly summary = $derived.by(() => this.opening.summary);
  readonly name = $derived.by(() => this.origin.source && (this.origin.source.name ?? 'Pasted rows'));

  readonly reasons: FileReasons;
  readonly keeping: Keeping;
  readonly #client: FileClient;
  readonly #keptReasons = new KeepsNowAndThen(() => this.#keepReasons());
  /** What is kept is there again. */
  readonly #leaving = new LeaveGuard(() => this.keeping.id === null);

  constructor(model: FileModel, spawn: () => WorkerHandle) {
    this.#client = new FileClient(spawn, (reason) => void this.mending.mend(reason));
    this.origin = new FileOrigin(this.#client);
    this.opening = new FileOpening(this.#client, this.origin, this.choices);
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
      onPrice: (seconds, characters) => this.reasons.price.know(seconds, characters),
      onNotKept: (reason) => this.keeping.end(reason),
      onMore: () => {
        if (this.tally.isDue) void this.#count();
      },
      onRest: () => this.#count(),
    });
    this.reasons = new FileReasons({
      model,
      client: this.#client,
      agreeOnModel: (signal) => this.running.agreeOnModel(signal),
      query: () => this.shown.query,
      isAtRest: () => this.running.phase !== 'idle' && this.running.phase !== 'running',
      inSight: () => ({ ...this.shown.inSight }),
      onReasons: () => {
        this.shown.version++;
        if (this.keeping.id !== null) this.#keptReasons.soon();
      },
      onRest: () => void this.#keptReasons.now(),
    });
    this.models = new TwoModels({
      client: this.#client,
      running: this.running,
      columns: () => this.summary?.columns ?? null,
      forget: () => {
        this.reasons.reset();
        this.figures.reset();
      },
      onColumn: (summary) => this.#takeColumn(summary),
      onReadAnew: () => this.origin.update(this.#about()),
      onProblem: (problem) => (this.problem = problem),
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
    this.origin.source = source;
    const head = new Uint8Array(await source.content.slice(0, WORK_HEAD_BYTES).arrayBuffer());
    if (this.origin.source !== source) return;
    if (isWork(head)) {
      this.origin.takeSaved(source.content);
      await this.#openWork((api) => api.openSaved(source.content));
      return;
    }
    this.opening.isText = !isPacked(head) && notRows(head) === null;
    await this.opening.look({});
    if (this.origin.source === source) await this.keeping.recognise(source.content);
  }

  /** Opens what is kept on this machine, and goes on with it. */
  async openKept(id: string): Promise<void> {
    this.close();
    await this.#openWork((api) => api.openKept(id));
    if (this.summary) this.keeping.goesOn(id);
  }

  /** Reads the file whole, then its texts. */
  async start(longText: LongText): Promise<void> {
    const summary = await this.opening.read();
    if (!summary) return;
    this.#begin(summary, this.choices.shownFirst(summary.columns.length));
    await this.keeping.begin();
    await this.running.goOn(longText);
  }

  /** The work as one file, for a page with another model; null while no rows are there. */
  async packed(): Promise<FileSource | null> {
    const about = this.#about();
    if (!about) return null;
    const { name } = this.origin.source ?? { name: null };
    return { content: await this.#client.call((api) => api.save(about)), name };
  }

  /** Holds the rows against another column of labels, or the same, otherwise understood. */
  async setLabels(labelColumn: number | null, pairs: string): Promise<void> {
    Object.assign(this.choices, { labelColumn, pairs });
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

  /** Forgets the file and all that came of it. */
  close(): void {
    this.#forget();
    this.opening.reset();
    this.#client.close();
    this.origin.reset();
    this.choices.reset();
    this.problem = '';
  }

  #forget(): void {
    for (const part of [
      this.running,
      this.models,
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
    this.origin.forgetSaved();
    this.#leaving.end();
  }

  /** Shows what was opened. */
  #begin({ counts }: FileSummary, columns: readonly number[]): void {
    this.tally.counts = counts;
    this.shown.begin(counts.rows, columns);
    this.reasons.begin(counts.texts);
    this.#leaving.begin();
  }

  /** Tells the worker what rows are read as: by the model that read them, or that will. */
  async #setClasses(): Promise<void> {
    const { labelColumn, pairs } = this.choices;
    const { classes, rule } = this.running;
    if (classes.length === 0) throw new Error('The model is not loaded.');
    this.shown.showClass(classes);
    await this.#client.call((api) => api.setClasses({ classes: [...classes], rule }, labelColumn, pairs));
  }

  /** What is kept and saved beside rows and readings. */
  #about(): WorkAbout | null {
    if (!this.summary) return null;
    const { shown } = this;
    const { query } = shown;
    const shownColumns = [...shown.columns];
    const { isStopped, readBy, longText } = this.running;
    const choices = { ...this.choices.kept(), shownColumns, query, isStopped, longText };
    return { choices, model: readBy };
  }

  /** Shows a column that was added behind all others. The file itself has no such column. */
  async #takeColumn(summary: FileSummary): Promise<void> {
    this.opening.reading.value = summary;
    this.shown.columns = [...this.shown.columns, summary.columns.length - 1];
    this.shown.version++;
    const about = this.#about()!;
    const id = await this.#client.call((api) => api.keepAnew(about));
    if (id !== null) this.keeping.goesOn(id);
    await this.origin.leaveFile(about);
  }

  /** Opens a piece of work, and goes on with it where its model is the page's. */
  async #openWork(open: (api: Comlink.Remote<FileWorkerApi>) => Promise<OpenedWork>): Promise<void> {
    const { reading } = this.opening;
    // Before it is on show: figures are of the class that is shown.
    const work = await this.opening.restore(
      open,
      ({ model }) => model && this.shown.showClass(model.classes),
    );
    if (reading.phase === 'failed') {
      this.problem = sentence(reading.error);
      reading.reset();
      this.origin.source = null;
    }
    if (!work) return;
    this.origin.source = { content: this.origin.content, name: work.name };
    this.choices.restore(work.textColumn, work.choices);
    this.running.readBy = work.model;
    const { query, shownColumns, isStopped = false, longText = 'windows' } = work.choices;
    Object.assign(this.running, { isStopped, longText });
    this.#begin(work.summary, shownColumns);
    if (work.reasons) this.reasons.restore(work.reasons);
    if (work.hasLostReasons) {
      this.problem =
        'The reasons that were kept are damaged, and are left out. All else is there; explain again.';
    }
    await this.shown.ask(query);
    if (work.model) await this.setLabels(this.choices.labelColumn, this.choices.pairs);
    // Not awaited: it is open.
    void (isStopped ? this.running.judgeAnew() : this.running.goOn());
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
    await this.origin.readAgain(this.choices.textColumn, this.keeping.id);
    await this.#setClasses();
    await this.running.again();
    await this.reasons.again();
    await this.shown.select();
    await this.#count();
  }

  #giveUp(reason: string): void {
    const isLost = this.summary !== null;
    this.#forget();
    this.opening.reading.reset();
    this.problem = `The worker that held the file ended (${reason})${isLost ? ', and the results with it' : ''}. Open the file again.`;
  }

  /** Counts anew what has come, and has the table drawn anew. */
  async #count(): Promise<void> {
    if (!this.summary) return;
    await this.tally.count(this.choices.labelColumn !== null, async () => {
      if (dependsOnReadings(this.shown.query)) await this.shown.select();
      else this.shown.version++;
    });
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
}
