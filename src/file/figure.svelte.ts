/** Milliseconds between two answers, at least; and how many times what the last one took. */
const [leastPause, pauseShare] = [500, 5];

/**
 * A figure that a worker makes and that is asked for anew as rows come in: only the last question counts, and it is asked
 * the more rarely the longer the answer takes.
 */
export class Figure<Value> {
  value = $state.raw<Value | null>(null);
  /** Whether an answer is being waited for. */
  isAsking = $state(false);
  #next: (() => Promise<Value | null>) | null = null;
  #isBusy = false;
  #life = 0;

  /** @param question made anew whenever it is asked; one that fails leaves what is on show */
  ask(question: () => Promise<Value | null>): void {
    this.#next = question;
    this.isAsking = true;
    if (!this.#isBusy) void this.#work();
  }

  /** Forgets everything. */
  reset(): void {
    this.#life++;
    this.#next = null;
    this.#isBusy = false;
    this.value = null;
    this.isAsking = false;
  }

  async #work(): Promise<void> {
    const life = this.#life;
    this.#isBusy = true;
    while (this.#next && life === this.#life) {
      const question = this.#next;
      this.#next = null;
      const startedAt = performance.now();
      try {
        const value = await question();
        if (life !== this.#life) return;
        this.value = value;
      } catch {
        // The worker has ended, which is told where it is noticed.
      }
      if (life !== this.#life) return;
      if (!this.#next) this.isAsking = false;
      const took = performance.now() - startedAt;
      await new Promise((resolve) => setTimeout(resolve, Math.max(leastPause, pauseShare * took)));
    }
    if (life === this.#life) this.#isBusy = false;
  }
}
