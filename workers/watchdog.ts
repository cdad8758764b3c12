/**
 * Calls back once when there has been no sign of life for a while. It counts ticks, not the clock: while a computer
 * sleeps, or a tab in the background is held back, neither side can speak.
 */
export class Watchdog {
  #missed = 0;
  readonly #interval: ReturnType<typeof setInterval>;

  /** @param limit milliseconds */
  constructor(limit: number, onSilence: () => void) {
    const ticks = 20;
    this.#interval = setInterval(() => {
      if (++this.#missed < ticks) return;
      this.stop();
      onSilence();
    }, limit / ticks);
  }

  alive(): void {
    this.#missed = 0;
  }

  stop(): void {
    clearInterval(this.#interval);
  }
}

/**
 * Milliseconds without an answer after which a worker that reads, writes or learns counts as hung: it may be at a single step
 * for a minute on a slow computer.
 */
export const longSilence = 120_000;

/**
 * Asks over and over whether a worker hears, and calls back once when it has not answered for a while.
 *
 * @param ask resolves when the worker hears
 * @param limit milliseconds
 * @returns ends it
 */
export function watchOver(ask: () => Promise<unknown>, limit: number, onSilence: () => void): () => void {
  const watchdog = new Watchdog(limit, onSilence);
  let isAsked = false;
  const asking = setInterval(() => {
    if (isAsked) return;
    isAsked = true;
    void ask().then(() => {
      isAsked = false;
      watchdog.alive();
    });
  }, limit / 6);
  return () => {
    clearInterval(asking);
    watchdog.stop();
  };
}
