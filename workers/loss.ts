/**
 * The end of a worker, for the calls that wait for it. `Promise.race` against a promise that lives as long as the worker
 * would keep what every call ever gave: the promise holds a reaction for each race, and that its value.
 */
export class Loss {
  #reason: Error | null = null;
  readonly #waiting = new Set<(reason: Error) => void>();

  /** Ends all calls that wait, and all to come, with this reason; the first one stays. */
  lose(reason: Error): void {
    this.#reason ??= reason;
    for (const end of this.#waiting) end(this.#reason);
    this.#waiting.clear();
  }

  /** What the work gives. @throws what the work throws; the reason of the loss, at once, where that comes first */
  async orLost<T>(work: Promise<T>): Promise<T> {
    let end: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => (end = reject));
    if (this.#reason) end(this.#reason);
    else this.#waiting.add(end);
    try {
      return await Promise.race([lost, work]);
    } finally {
      this.#waiting.delete(end);
    }
  }
}
