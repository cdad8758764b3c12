import type { Span } from '../../core/text/types';

/** A stretch of the text: feature `index`, or what stands between features (null). */
export interface Segment {
  readonly text: string;
  readonly index: number | null;
}

/**
 * The text cut at the features' spans; joined together again, the segments are the text.
 *
 * @param spans ascending, not overlapping
 */
export function segmentsOf(text: string, spans: readonly Span[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  spans.forEach(({ start, end }, index) => {
    if (start > at) segments.push({ text: text.slice(at, start), index: null });
    segments.push({ text: text.slice(start, end), index });
    at = end;
  });
  if (at < text.length) segments.push({ text: text.slice(at), index: null });
  return segments;
}

/** Neighbouring segments together, `size` to a block: what is far from sight of a long text is drawn without its words. */
export function blocksOf(segments: readonly Segment[], size: number): (readonly Segment[])[] {
  const blocks: (readonly Segment[])[] = [];
  for (let start = 0; start < segments.length; start += size)
    blocks.push(segments.slice(start, start + size));
  return blocks;
}
