import type { Attribution } from './attribution';
import type { Coalition, CoalitionLogits, Game } from './games/game';
import { memoize, memoizeLogits, type MemoGame } from './games/memory';

/** Evaluations done and expected. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
}

/** How a run is watched and stopped. */
export interface RunControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /** How many rows the model gets at once. Progress is reported, and a cancel noticed, after each batch. Default 64. */
  readonly batchSize?: number;
}

const defaultBatchSize = 64;

/**
 * One run of a method. It hands rows to the model in batches, counts them, reports progress, and stops when it is
 * cancelled.
 */
export class Run {
  /** Rows evaluated so far. */
  done = 0;
  /** Keys of the points at which gradients were taken: equal rows are counted once. */
  readonly points = new Set<string>();
  /** The attribution that was last shown, and the rows evaluated by then. */
  shown: { readonly attribution: Attribution; readonly done: number } | null = null;
  readonly signal: AbortSignal | undefined;
  private readonly batchSize: number;
  private readonly onProgress: RunControl['onProgress'];
  private total = 0;

  /**
   * @param onPartial gets the attribution so far, whenever a method has one before its end
   * @throws RangeError unless the batch size is a positive whole number
   */
  constructor(
    { signal, onProgress, batchSize = defaultBatchSize }: RunControl,
    private readonly onPartial?: (attribution: Attribution, progress: RunProgress) => void,
  ) {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeError(`The batch size is a positive whole number, not ${batchSize}.`);
    }
    this.signal = signal;
    this.batchSize = batchSize;
    this.onProgress = onProgress;
  }

  /** States how many more rows are expected, as far as is known. */
  expect(rows: number): void {
    this.total = this.done + rows;
  }

  /** Shows the attribution as it stands. */
  show(attribution: Attribution): void {
    this.shown = { attribution, done: this.done };
    this.onPartial?.(attribution, this.progress());
  }

  private progress(): RunProgress {
    return { done: this.done, total: Math.max(this.total, this.done) };
  }

  /**
   * Works through rows in batches. `work` gets the first row of a batch, and the row behind its last. It gives the number of
   * those that count: equal ones once in a run.
   */
  async batches(
    rows: number,
    work: (start: number, end: number, signal: AbortSignal | undefined) => Promise<number>,
  ): Promise<void> {
    for (let start = 0; start < rows; start += this.batchSize) {
      this.signal?.throwIfAborted();
      const end = Math.min(start + this.batchSize, rows);
      const counted = await work(start, end, this.signal);
      this.signal?.throwIfAborted();
      this.done += counted;
      this.onProgress?.(this.progress());
    }
  }

  /** Lets the thread handle what is waiting, such as a cancel, during long arithmetic. */
  breathe(): Promise<void> {
    return breathe(this.signal);
  }

  /** Values of coalitions that are all different. */
  async values(game: Game, coalitions: readonly Coalition[]): Promise<Float64Array> {
    const values = new Float64Array(coalitions.length);
    await this.batches(coalitions.length, async (start, end, signal) => {
      values.set(await game.values(coalitions.slice(start, end), signal), start);
      return end - start;
    });
    return values;
  }

  /** The game, evaluated through this run. Coalitions may come again; each is evaluated and counted once. */
  through(game: Game): MemoGame {
    return memoize({ players: game.players, values: (coalitions) => this.values(game, coalitions) });
  }

  /** The same of the logits of one window. */
  throughLogits(source: CoalitionLogits): CoalitionLogits {
    const { players, activation } = source;
    return memoizeLogits({
      players,
      activation,
      logits: async (coalitions) => {
        const rows: ArrayLike<number>[] = [];
        await this.batches(coalitions.length, async (start, end, signal) => {
          rows.push(...(await source.logits(coalitions.slice(start, end), signal)));
          return end - start;
        });
        return rows;
      },
    });
  }
}

/**
 * Lets the thread handle what is waiting, such as a cancel, during long arithmetic.
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

/** Whether a run may stop: all standard errors are known, and none is above `until`. Never if `until` is 0. */
export function isPrecise(standardErrors: Float64Array | null, until: number): boolean {
  return until > 0 && standardErrors !== null && standardErrors.every((error) => error <= until);
}
