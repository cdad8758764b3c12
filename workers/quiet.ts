/** Counts work that is under way, and tells when there has been none for a while. */
export class Quiet {
  #running = 0;
  /** Works begun so far. */
  #begun = 0;
  #onIdle: (() => void)[] = [];

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    this.#begun++;
    try {
      return await work();
    } finally {
      if (--this.#running === 0) for (const tell of this.#onIdle.splice(0)) tell();
    }
  }

  /** Resolves once nothing has been under way for so many milliseconds. */
  async lasting(milliseconds: number): Promise<void> {
    for (;;) {
      while (this.#running > 0) await new Promise<void>((idle) => this.#onIdle.push(idle));
      const before = this.#begun;
      if (milliseconds > 0) await new Promise((later) => setTimeout(later, milliseconds));
      if (this.#running === 0 && this.#begun === before) return;
    }
  }
}
