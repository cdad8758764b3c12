import { createContext } from 'svelte';

/** A word that the reader points at or holds, by where it starts in the text: all plots of a view light it up together. */
export class Highlight {
  #pointed = $state<number | null>(null);
  #held = $state<number | null>(null);

  get start(): number | null {
    return this.#pointed ?? this.#held;
  }

  /** Whether a word stays lit while nothing is pointed at. */
  isHeld(start: number): boolean {
    return this.#held === start;
  }

  /** Holds a word, or lets it go: fingers cannot point. */
  toggle(start: number): void {
    this.#held = this.#held === start ? null : start;
  }

  /** Attributes for an element that stands for a word; null: it stands for none. */
  on(start: number | null) {
    return {
      onpointerenter: () => (this.#pointed = start),
      onpointerleave: () => (this.#pointed = null),
      onfocus: () => (this.#pointed = start),
      onblur: () => (this.#pointed = null),
    };
  }
}

/** The highlight that the plots of a view share. */
export const [useHighlight, provideHighlight] = createContext<Highlight>();
