import type { Span } from './types';

/**
 * The segments of a text by Intl.Segmenter, in time linear in its length. A step of V8's iterator takes time in
 * proportion to the whole string, which is seconds for 100,000 characters. So the segmenter gets one stretch at a time.
 * The last quarter of a stretch only shows where the segments before it end, and the next stretch begins behind the
 * last of those segments.
 *
 * @param stretch in UTF-16 code units, 8 or more
 */
export function* segments(text: string, segmenter: Intl.Segmenter, stretch = 512): Generator<Span> {
  let start = 0;
  let length = stretch;
  while (start < text.length) {
    const isLast = start + length >= text.length;
    const settled = isLast ? text.length : start + length - (length >> 2);
    let next = start;
    for (const { index, segment } of segmenter.segment(text.slice(start, start + length))) {
      const end = start + index + segment.length;
      if (end > settled) break;
      yield { start: next, end };
      next = end;
    }
    // One segment filled the whole stretch, so a longer stretch is needed.
    length = next > start ? stretch : length * 2;
    start = next;
  }
}
