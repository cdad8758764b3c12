import type { Span } from './types';

/**
 * What Intl.Segmenter makes of a text, in time linear in its length: a step of V8's iterator costs time in proportion
 * to the whole string, seconds in all for 100,000 characters. So it sees a stretch at a time, of which the last quarter
 * only tells where the segments before it end; the next stretch begins behind the last of those.
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
    // One segment filled the stretch: look further.
    length = next > start ? stretch : length * 2;
    start = next;
  }
}
