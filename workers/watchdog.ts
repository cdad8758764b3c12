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
