/** Milliseconds between two times, at least; and how many times what the last one took. */
const [leastPause, pauseShare] = [10_000, 20];

/** Keeps something that grows, now and then and at its end, never twice at once. */
export class KeepsNowAndThen {
  #keptAt = -Infinity;
  #pause = leastPause;
  #isBusy = false;
  #isDue = false;

  constructor(private readonly keep: () => Promise<void>) {}

  /** Told that there is more: it is kept where that is due. */
  soon(): void {
    if (!this.#isBusy && performance.now() - this.#keptAt >= this.#pause) void this.now();
  }

  /** Keeps all that is there. */
  async now(): Promise<void> {
    this.#isDue = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#isDue) {
      this.#isDue = false;
      const startedAt = performance.now();
      await this.keep();
      this.#keptAt = performance.now();
      this.#pause = Math.max(leastPause, pauseShare * (this.#keptAt - startedAt));
    }
    this.#isBusy = false;
  }
}
