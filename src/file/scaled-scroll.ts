/** Pixels that an element may be high: browsers stop somewhere between 17 and 33 millions. */
export const MAX_HEIGHT = 8_000_000;

/** Heights, in pixels. */
export interface ScrollSizes {
  /** Of all rows together. */
  readonly content: number;
  /** Of the part in sight. */
  readonly viewport: number;
}

/** Where a list stands. */
export interface ScrollPlace {
  /** Pixels of the content above the part in sight. */
  readonly top: number;
  /** Where the scroll bar stands. */
  readonly bar: number;
}

/** Height of the element that scrolls. */
export function barHeight(content: number): number {
  return Math.min(content, MAX_HEIGHT);
}

/**
 * Where a list stands after its scroll bar has moved. A list that is higher than browsers allow an element has a scroll
 * bar on which a pixel stands for many: a small move, as by a wheel, moves the content by as much, a large one, as of the
 * bar itself, goes to the place in the same proportion. The ends are always reached.
 * @returns `bar` is another than the one given where the scroll bar has to be moved, since small moves had led it astray
 */
export function scrolled(from: ScrollPlace, bar: number, sizes: ScrollSizes): ScrollPlace {
  const most = Math.max(0, sizes.content - sizes.viewport);
  const mostBar = Math.max(0, barHeight(sizes.content) - sizes.viewport);
  if (most === mostBar) return { top: Math.min(bar, most), bar };
  const isSmall = Math.abs(bar - from.bar) <= sizes.viewport;
  // A pixel of play: browsers round, and stop half a pixel before the end.
  if (!isSmall || bar <= 0 || bar >= mostBar - 1) {
    return { top: Math.min(most, Math.max(0, (bar / mostBar) * most)), bar };
  }
  const top = Math.min(most, Math.max(0, from.top + bar - from.bar));
  const right = barAt(top, sizes);
  return { top, bar: Math.abs(right - bar) > sizes.viewport / 2 ? right : bar };
}

/** Where the scroll bar stands for a place in the content. */
export function barAt(top: number, { content, viewport }: ScrollSizes): number {
  const most = Math.max(0, content - viewport);
  const mostBar = Math.max(0, barHeight(content) - viewport);
  return most === mostBar ? Math.min(top, most) : (Math.min(top, most) / most) * mostBar;
}
