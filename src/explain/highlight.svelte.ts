/** The word that the reader points at, by where it starts in the text: all plots of the page light it up together. */
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
