import * as Comlink from 'comlink';
import { usualDraw, usualReasons } from '../../core/analysis/text-reasons';
import { valueMethodNames, type ValueMethodName } from '../../core/attribution/methods/all';
import type { ReasonsState } from '../../core/table/reasons';
import type { TableQuery } from '../../core/table/select-rows';
import type { LongText } from '../../core/text/windows';
import type { RowScope } from '../../workers/file-api';
import { callModel } from '../task/model-calls';
import { Job } from './job.svelte';
import { ReasonsPrice, type PricedFile } from './reasons-price.svelte';

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
  /** By what the rows were picked that they were drawn from; null: all rows of the file. */
  readonly query: TableQuery | null;
  readonly most: number | null;
}

/** What explaining needs of the work on a file. */
export interface ExplainedFile extends PricedFile {
  /** Sees to it that rows are explained by the model that read them. @throws Error where it is not there */
  agreeOnModel(signal: AbortSignal): Promise<void>;
  /** What the rows on show were asked by. */
  query(): TableQuery;
  /** The rows on show, by their places among those selected. */
  inSight(): { readonly from: number; readonly count: number };
  /** Tells now and then that rows have reasons that had none. */
  onReasons(): void;
  /** Tells that no more come for now. */
  onRest(): void;
}

/** Milliseconds that a batch should take, and texts of one. */
const batchTime = 400;
const [firstBatch, mostBatch] = [4, 256];
const batchCharacters = 20_000;
/** Milliseconds between two times that it is told of reasons, at least: not at each batch. */
const tellInterval = 500;
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
  /** Of what is chosen. */
  readonly price: ReasonsPrice;
  /** Whether rows were drawn here: work that is opened brings its own. */
  #isDrawn = false;
  /** What the model was asked last, as the worker tells one question from another. */
  #question = '';
  readonly #batches: Batch[] = [];

  constructor(private readonly file: ExplainedFile) {
    this.price = new ReasonsPrice(file);
  }

  /** Chooses as is usual for so many rows. */
  begin(texts: number): void {
    this.most = usualDraw(texts);
  }

  /** Works out the price of what is chosen. */
  estimate(): Promise<void> {
    const { scope, most, method } = this;
    return this.price.estimate({ scope, most, method });
  }

  /** Explains what is chosen. What is explained already by the same method is kept. */
  async start(longText: LongText): Promise<void> {
    const { scope, most, method } = this;
    this.made = { method, longText, query: scope === 'all' ? null : this.file.query(), most };
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
    if (this.#isDrawn) this.state = await this.#draw();
    for (const { rows, bytes, lengths } of this.#batches) {
      this.state = await this.file.client.call((api) => api.putReasons(rows, bytes, lengths));
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
    this.made = { method, longText, query: null, most: this.most };
  }

  reset(): void {
    this.#batches.length = 0;
    this.#question = '';
    this.#isDrawn = false;
    this.running.reset();
    this.state = null;
    this.made = null;
    this.price.reset();
    this.scope = 'all';
    this.method = usualReasons;
  }

  async #run(isNew: boolean): Promise<void> {
    const { made } = this;
    if (!made) return;
    const { client, model } = this.file;
    const { method, longText } = made;
    await this.running.start(async ({ signal, onProgress }) => {
      await this.file.agreeOnModel(signal);
      if (isNew) {
        const question = questionOf(method, longText);
        if (question !== this.#question) this.#batches.length = 0;
        this.#question = question;
        this.#isDrawn = true;
        this.state = await this.#draw();
        signal.throwIfAborted();
      }
      const startedAt = performance.now();
      let toldAt = 0;
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
        if (performance.now() - toldAt >= tellInterval) {
          toldAt = performance.now();
          this.file.onReasons();
        }
        const wanted = Math.round((texts.length * batchTime) / took);
        size = Math.min(mostBatch, 2 * size, Math.max(1, wanted));
      }
    });
    this.file.onReasons();
    this.file.onRest();
  }

  /** Draws the rows that were asked for. */
  async #draw(): Promise<ReasonsState> {
    const { client } = this.file;
    const { query, most } = this.made!;
    const question = this.#question;
    return client.call((api) => api.drawReasons({ query, most, seed, question }));
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
