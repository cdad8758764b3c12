/** A word's box, relative to the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface ArcShape {
  /** Path data, in pixels relative to the picture. */
  readonly path: string;
  /** Where its figure stands. */
  readonly x: number;
  readonly y: number;
}

const corner = 8;

/**
 * The arc between two words: over the line where both stand on one, else from under the upper to over the lower.
 * @param lift how high it rises over the words, in pixels: arcs of one line keep apart by it
 */
export function arcShape(first: Box, second: Box, lift: number): ArcShape {
  const [a, b] = [middle(first), middle(second)];
  if (Math.abs(first.top - second.top) < first.height / 2) {
    const top = Math.min(first.top, second.top) - lift;
    const [left, right] = a <= b ? [a, b] : [b, a];
    const bend = Math.min(corner, (right - left) / 2, lift);
    const path = `M${left} ${first.top}V${top + bend}Q${left} ${top} ${left + bend} ${top}H${right - bend}Q${right} ${top} ${right} ${top + bend}V${second.top}`;
    return { path, x: (left + right) / 2, y: top };
  }
  const [upper, lower] = first.top < second.top ? [first, second] : [second, first];
  const [x1, y1, x2, y2] = [middle(upper), upper.top + upper.height, middle(lower), lower.top];
  const half = (y1 + y2) / 2;
  return { path: `M${x1} ${y1}C${x1} ${half} ${x2} ${half} ${x2} ${y2}`, x: (x1 + x2) / 2, y: half };
}

function middle({ left, width }: Box): number {
  return left + width / 2;
}
