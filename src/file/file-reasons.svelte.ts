import * as Comlink from 'comlink';
import { reasonsCost, usualDraw, usualReasons } from '../../core/analysis/text-reasons';
import { valueMethodNames, type ValueMethodName } from '../../core/attribution/methods/all';
import type { ReasonsState } from '../../core/table/reasons';
import type { LongText } from '../../core/text/windows';
import type { RowScope } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import { callModel } from '../task/model-calls';
import type { FileModel } from './file-model';
import { Job } from './job.svelte';

/** How the explaining goes on. */
export interface ReasonsPace extends ReasonsState {
  /** Rows a second since it was started or went on. */
  readonly pace: number;
  readonly secondsLeft: number;
}

/** What reasons there are were made by. */
export interface ReasonsMade {
  readonly method: ValueMethodName;
  readonly longText: LongText;
  readonly scope: RowScope;
  readonly most: number | null;
}

/** What explaining needs of the work on a file. */
export interface ExplainedFile {
  readonly model: FileModel;
  readonly client: Pick<FileClient, 'call'>;
  /** Whether its texts are neither read now nor about to be, which tells how long that takes. */
  isAtRest(): boolean;
  /** The rows on show, by their places among those selected. */
  inSight(): { readonly from: number; readonly count: number };
  /** Tells that rows have reasons that had none. */
  onReasons(): void;
  /** Tells that no more come for now. */
  onRest(): void;
}

/** Milliseconds that a batch should take, and texts of one. */
const batchTime = 400;
const [firstBatch, mostBatch] = [4, 256];
const batchCharacters = 20_000;
/** Texts that a price is made of. */
const pricedTexts = 500;
/** Texts by which reading is timed where none was read here. */
const measuredTexts = 16;
/** Of the random order: the same rows are drawn again when more are asked for. */
const seed = 0;

/** Why the rows of a file read as they do: which rows are explained, how, at what price, and how far it is. */
export class FileReasons {
  scope = $state<RowScope>('all');
  /** Rows to be drawn at random; null: all. */
  most = $state<number | null>(null);
  method = $state<ValueMethodName>(usualReasons);
  readonly running = new Job<ReasonsState, ReasonsPace>();
  /** How far it is; null while nothing was asked. */
  state = $state.raw<ReasonsState | null>(null);
  /** What was asked last, whether it goes on or has ended. */
  made = $state.raw<ReasonsMade | null>(null);
  /** Seconds that what is chosen would take, and of how many rows; null while that cannot be told. */
  price = $state.raw<{ readonly seconds: number | null; readonly rows: number } | null>(null);

  /** Seconds a character of a row that is read; null while none was measured. */
  #characterSeconds: number | null = null;
  #isMeasuring = false;
  #asked = 0;
  /** What the model was asked last, as the worker tells one question from another. */
  #question = '';
  readonly #batches: Batch[] = [];

  constructor(private readonly file: ExplainedFile) {}

  /** Chooses as is usual for so many rows. */
  begin(texts: number): void {
    this.most = usualDraw(texts);
  }

  /** Tells how long reading took: prices are made of it. */
  know(seconds: number, characters: number): void {
    if (characters > 0) this.#characterSeconds = seconds / characters;
  }

  /** Works out the price of what is chosen. */
  async estimate(): Promise<void> {
    const asked = ++this.#asked;
    const { scope, most, method } = this;
    const classes = this.file.model.classes?.length ?? 1;
    try {
      const { rows, words, characters } = await this.file.client.call((api) =>
        api.wordCounts(scope, pricedTexts),
      );
      await this.#measure();
      if (asked !== this.#asked) return;
      const taken = Math.min(most ?? rows, rows);
      const read = words.reduce(
        (sum, count, at) => sum + reasonsCost(method, count, classes) * characters[at]!,
        0,
      );
      const each = words.length === 0 ? 0 : read / words.length;
      const seconds = this.#characterSeconds === null ? null : taken * each * this.#characterSeconds;
      this.price = { seconds, rows: taken };
    } catch {
      // A worker has ended, which is told where it is noticed.
    }
  }

  /**
   * How long reading takes, by a few texts on show, where none was read here: work that is opened may have been read on
   * another machine.
   */
  async #measure(): Promise<void> {
    const { client, model } = this.file;
    if (this.#characterSeconds !== null || this.#isMeasuring) return;
    if (!this.file.isAtRest() || !model.classes) return;
    this.#isMeasuring = true;
    try {
      const rows = await client.call((api) => api.rows(0, measuredTexts, [], null));
      const texts = rows.flatMap(({ state, text }) => (state === 'text' ? [text] : []));
      const request = { texts, longText: 'windows' } as const;
      const startedAt = performance.now();
      const { signal } = new AbortController();
      await callModel(model, (api, cancel) => api.predict(request, cancel), signal);
      const characters = texts.reduce((sum, text) => sum + text.length, 0);
      this.know((performance.now() - startedAt) / 1000, characters);
    } finally {
      this.#isMeasuring = false;
    }
  }

  /** Explains what is chosen. What is explained already by the same method is kept. */
  async start(longText: LongText): Promise<void> {
    const { scope, most, method } = this;
    this.made = { method, longText, scope, most };
    await this.#run(true);
  }

  /** Goes on behind what is explained. */
  goOn(): Promise<void> {
    return this.#run(false);
  }

  pause(): void {
    this.running.cancel();
  }

  /** Ends it where it is: what is explained stays, and counts as all that was asked for. */
  async stop(): Promise<void> {
    this.running.cancel();
    try {
      this.state = await this.file.client.call((api) => api.endReasons());
    } catch {
      // As above.
    }
  }

  /** Gives a worker that took the place of another what was explained before. */
  async again(): Promise<void> {
    const { made } = this;
    if (!made || !this.#question) return;
    const { client } = this.file;
    const { scope, most } = made;
    const question = this.#question;
    await client.call((api) => api.drawReasons({ scope, most, seed, question }));
    for (const { rows, bytes, lengths } of this.#batches) {
      this.state = await client.call((api) => api.putReasons(rows, bytes, lengths));
    }
  }

  /** Takes up what was kept or saved. */
  restore({ question, state }: { readonly question: string; readonly state: ReasonsState }): void {
    const [method, longText] = JSON.parse(question) as [ValueMethodName, LongText];
    if (!valueMethodNames.includes(method)) return;
    this.method = method;
    this.#question = question;
    this.state = state;
    this.most = state.target === state.from ? null : state.target;
    this.made = { method, longText, scope: 'all', most: this.most };
  }

  reset(): void {
    this.#batches.length = 0;
    this.#question = '';
    this.running.reset();
    this.state = null;
    this.made = null;
    this.price = null;
    this.scope = 'all';
    this.method = usualReasons;
    this.#characterSeconds = null;
    this.#asked++;
  }

  async #run(isNew: boolean): Promise<void> {
    const { made } = this;
    if (!made) return;
    const { client, model } = this.file;
    const { method, longText, scope, most } = made;
    await this.running.start(async ({ signal, onProgress }) => {
      if (isNew) {
        const question = questionOf(method, longText);
        if (question !== this.#question) this.#batches.length = 0;
        this.#question = question;
        this.state = await client.call((api) => api.drawReasons({ scope, most, seed, question }));
        signal.throwIfAborted();
      }
      const startedAt = performance.now();
      const before = this.state?.counted ?? 0;
      let size = firstBatch;
      for (;;) {
        const { rows, texts } = await client.call((api) =>
          api.nextReasons(size, batchCharacters, this.file.inSight()),
        );
        signal.throwIfAborted();
        if (rows.length === 0) return this.state!;
        const batchStart = performance.now();
        const { bytes, lengths } = await callModel(
          model,
          (api, cancel) => api.reasons({ texts, longText, method }, cancel),
          signal,
        );
        const took = performance.now() - batchStart;
        // Kept here as well: the worker may die.
        this.#batches.push({ rows, bytes: bytes.slice(), lengths });
        const state = await client.call((api) =>
          api.putReasons(rows, Comlink.transfer(bytes, [bytes.buffer]), lengths),
        );
        // What was explained counts, though it was paused meanwhile.
        this.state = state;
        signal.throwIfAborted();
        const pace = (state.counted - before) / ((performance.now() - startedAt) / 1000);
        onProgress({ ...state, pace, secondsLeft: (state.target - state.counted) / pace });
        this.file.onReasons();
        const wanted = Math.round((texts.length * batchTime) / took);
        size = Math.min(mostBatch, 2 * size, Math.max(1, wanted));
      }
    });
    this.file.onReasons();
    this.file.onRest();
  }
}

interface Batch {
  readonly rows: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array;
}

function questionOf(method: ValueMethodName, longText: LongText): string {
  return JSON.stringify([method, longText]);
}
