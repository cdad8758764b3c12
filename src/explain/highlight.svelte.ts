import { createContext } from 'svelte';

/** The word that the reader points at, by where it starts in the text: all plots of a view light it up together. */
export class Highlight {
  start = $state<number | null>(null);

  /** Attributes for an element that stands for a word. */
  on(start: number) {
    return {
      onpointerenter: () => (this.start = start),
      onpointerleave: () => (this.start = null),
      onfocus: () => (this.start = start),
      onblur: () => (this.start = null),
    };
  }
}

/** The highlight that the plots of a view share. */
export const [useHighlight, provideHighlight] = createContext<Highlight>();
