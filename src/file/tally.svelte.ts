import type { RowCounts } from '../../core/table/count-rows';
import type { Scores } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';

/** Milliseconds between two counts, at least; and how many times what the last count took. */
const [leastPause, pauseShare] = [500, 10];

/** What has come of the rows, counted as it comes: the more rarely the longer counting takes. */
export class Tally {
  counts = $state.raw<RowCounts | null>(null);
  /** Against the labels; null where there are none. */
  scores = $state.raw<Scores | null>(null);
  #countedAt = 0;
  #pause = leastPause;

  constructor(private readonly client: Pick<FileClient, 'call'>) {}

  /** Whether it is time to count again. */
  get isDue(): boolean {
    return performance.now() - this.#countedAt > this.#pause;
  }

  /** @param show looks at the rows again, which counts as a part of it */
  async count(hasLabels: boolean, show: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    this.#countedAt = Infinity;
    try {
      this.counts = await this.client.call((api) => api.counts());
      this.scores = hasLabels ? await this.client.call((api) => api.scores()) : null;
      await show();
    } catch {
      // The worker has ended, which is told where it is noticed.
    }
    this.#countedAt = performance.now();
    this.#pause = Math.max(leastPause, pauseShare * (this.#countedAt - startedAt));
  }

  reset(): void {
    this.counts = null;
    this.scores = null;
    this.#pause = leastPause;
  }
}
