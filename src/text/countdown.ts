/** Seconds of a work of which its pace is made: what lies further back says less of what is to come. */
const recent = 2;

/** Seconds, and the share of the whole, of which one has to be measured before its own pace is told. */
const tellingSeconds = 0.4;
const tellingShare = 0.25;

/** What is left of a work under way: by its own pace of late; before that is known, by what it was priced at. */
export class Countdown {
  #marks: readonly { readonly done: number; readonly at: number }[] = [];

  /** @param price seconds of the whole work; null where that is not known */
  constructor(private readonly price: number | null) {}

  /** @param at seconds, from any beginning */
  mark(done: number, at: number): void {
    const marks = [...this.#marks, { done, at }];
    // The last one before what is recent is where that begins.
    const begin = marks.findLastIndex((mark) => at - mark.at >= recent);
    this.#marks = marks.slice(Math.max(0, begin));
  }

  /**
   * Seconds that the work may still take; null where nothing is known. What came before the first mark says nothing: there
   * was a wait in it, or rows that had been read before.
   * @param total rows of the work, as a rule
   */
  secondsLeft(total: number): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || !last) return this.price;
    const left = Math.max(0, total - last.done);
    const rows = last.done - first.done;
    const seconds = last.at - first.at;
    if (rows > 0 && (seconds >= tellingSeconds || rows >= tellingShare * total))
      return (seconds / rows) * left;
    return this.price === null ? null : (this.price * left) / total;
  }
}
