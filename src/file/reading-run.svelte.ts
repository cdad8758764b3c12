import type { AnswerRule } from '../../core/prediction/verdict';
import { isSameModel, type WorkModel } from '../../core/table/work-manifest';
import type { LongText } from '../../core/text/windows';
import type { RunProgress } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { callModel } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import type { FileModel } from './file-model';
import { ReadingsMirror } from './readings-mirror';
import { readTexts, type RunPace } from './read-texts';

/** What the reading of the texts needs of the work on a file. */
export interface ReadFile {
  readonly model: FileModel;
  readonly client: Pick<FileClient, 'call'>;
  /** Tells the worker what rows are read as, before any is. */
  prepare(): Promise<void>;
  /** Told once it is known by which model the rows are read. */
  onModel(): Promise<void>;
  /** Told that the reader has stopped the reading, or has it go on after that. */
  onStop(): void;
  /** Told how long reading has taken, and what was read in that time. */
  onPrice(seconds: number, characters: number): void;
  /** Told why what is read is no longer kept on this machine. */
  onNotKept(reason: string): void;
  /** Told that more is read. */
  onMore(): void;
  /** Counts all that was read, whatever became of the run. */
  onRest(): Promise<void>;
}

/** The reading of a file's texts by the page's model. What is read stays, however a run ends. */
export class ReadingRun extends Task<RunProgress, RunPace> {
  /** The model that the rows are read by; null: none is read. */
  readBy = $state.raw<WorkModel | null>(null);
  /** Whether the reader has ended it where it is: it goes on only when that is asked for, after a reload too. */
  isStopped = $state(false);
  /** How long texts are read: as it was when the first of the rows was read. */
  longText = $state<LongText>('windows');
  /** Names of the classes that rows are read as; empty while they are not known. */
  readonly classes = $derived.by(() => this.readBy?.classes ?? this.file.model.classes ?? []);
  /** Whether the rows were read by another model than the page has. */
  readonly isOtherModel = $derived.by(() => {
    const current = this.#currentModel();
    return this.readBy !== null && current !== null && !isSameModel(this.readBy, current);
  });
  /** Which answers a reading leaves open: as the model that read them has it. */
  readonly rule = $derived.by((): AnswerRule => {
    if (this.readBy?.rule !== undefined) return this.readBy.rule;
    return this.isOtherModel ? null : this.file.model.rule;
  });
  /** Whether each class holds or not by itself: a row may be read as several, or as none. */
  readonly holdsEach = $derived.by(() => this.rule === 'each');
  readonly #mirror = new ReadingsMirror();

  constructor(private readonly file: ReadFile) {
    super();
  }

  /**
   * Reads the texts that are not read yet.
   * @param longText how long texts are to be read where none of the rows is read yet; the others are read as those before them
   */
  async goOn(longText?: LongText): Promise<void> {
    if (this.readBy === null && longText !== undefined) this.longText = longText;
    const { file, longText: how } = this;
    const { client, model } = file;
    if (this.isStopped) {
      this.isStopped = false;
      file.onStop();
    }
    await this.run(async ({ signal, onProgress }) => {
      try {
        await this.agreeOnModel(signal);
        await file.prepare();
        return await readTexts({
          client,
          model,
          longText: how,
          signal,
          onRead: (batch) => this.#mirror.add(batch),
          onPrice: (seconds, characters) => file.onPrice(seconds, characters),
          onNotKept: (reason) => file.onNotKept(reason),
          onProgress: (progress) => {
            onProgress(progress);
            file.onMore();
          },
        });
      } finally {
        // Before the run counts as ended: whoever sees that it has sees all that came of it.
        await file.onRest();
      }
    });
  }

  /** Judges what was read before works kept the rule of their model by that of the page's, if it is the same. */
  async judgeAnew(): Promise<void> {
    if (!this.readBy || this.readBy.rule !== undefined) return;
    try {
      await this.agreeOnModel(new AbortController().signal);
      await this.file.prepare();
      await this.file.onRest();
    } catch {
      // Without that model they stay as they were judged.
    }
  }

  /**
   * Sees to it that all rows are read, and explained, by one model.
   * @throws Error where the page has another than that which read rows here
   */
  async agreeOnModel(signal: AbortSignal): Promise<void> {
    const { model } = this.file;
    // By an answer that costs nothing: the model is loaded by then, and its name and classes are known.
    if (!model.summary || !model.classes) await callModel(model, (api) => api.ping(), signal);
    const current = this.#currentModel();
    if (!current) throw new Error('The model is not loaded.');
    if (this.readBy && !isSameModel(this.readBy, current)) throw new Error(otherModel(this.readBy, current));
    if (this.readBy?.rule !== undefined) return;
    this.readBy = current;
    await this.file.onModel();
  }

  /** Ends it where it is: what is read stays, and counts as all that is to be read. */
  stop(): void {
    this.isStopped = true;
    this.cancel();
    this.file.onStop();
  }

  /** Forgets what was read, and by which model. */
  forget(): void {
    this.cancel();
    this.isStopped = false;
    this.#mirror.clear();
    this.readBy = null;
    this.longText = 'windows';
  }

  /** Gives a worker that took the place of another what was read before. */
  async again(): Promise<void> {
    for (const { rows, probabilities, languages } of this.#mirror.batches()) {
      await this.file.client.call((api) => api.put(rows, probabilities, [...languages]));
    }
  }

  override reset(): void {
    super.reset();
    this.forget();
  }

  #currentModel(): WorkModel | null {
    const { summary, classes, rule } = this.file.model;
    if (!summary || !classes) return null;
    return { name: summary.name, version: summary.version, classes: [...classes], rule };
  }
}

function otherModel(readBy: WorkModel, current: WorkModel): string {
  return `These rows were read by ${readBy.name} ${readBy.version}, and this page has ${current.name} ${current.version}. What is read stays; to go on, have all of them read anew`;
}
