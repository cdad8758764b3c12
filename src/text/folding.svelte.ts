import { SvelteSet } from 'svelte/reactivity';
import type { DrawnSentence } from './picture-items';

type Words = Pick<DrawnSentence, 'firstWord' | 'endWord'>;

/** Which sentences of a text are open into their words; of a text that cannot be folded, all are. */
export class Folding {
  /** By place. */
  readonly #open = new SvelteSet<number>();
  #told: readonly number[] = [];

  constructor(private readonly foldable: () => boolean) {}

  /** How many were opened. */
  get size(): number {
    return this.#open.size;
  }

  isOpen(place: number): boolean {
    return !this.foldable() || this.#open.has(place);
  }

  open(place: number): void {
    this.#open.add(place);
  }

  fold(place: number): void {
    this.#open.delete(place);
  }

  /** Another text stands there: all of its sentences are folded. */
  forget(): void {
    this.#open.clear();
    this.#told = [];
  }

  /**
   * Opens the sentences of words that come to be told of: they are to be seen. Their reader may fold them, and they stay so
   * while the same is told again.
   */
  tell(words: readonly number[], sentences: readonly Words[]): void {
    const fresh = words.filter((word) => !this.#told.includes(word));
    this.#told = words;
    for (const [place, { firstWord, endWord }] of sentences.entries())
      if (fresh.some((word) => word >= firstWord && word < endWord)) this.open(place);
  }
}
