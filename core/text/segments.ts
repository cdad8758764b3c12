import type { Span } from './types';

/**
 * What Intl.Segmenter makes of a text, in time linear in its length: a step of V8's iterator costs time in proportion
 * to the whole string, seconds in all for 100,000 characters. So it sees a stretch at a time, and the next stretch
 * begins where its last, possibly cut, segment did.
 */
export function* segments(text: string, segmenter: Intl.Segmenter, stretch = 512): Generator<Span> {
  let start = 0;
  let length = stretch;
  while (start < text.length) {
    const part = text.slice(start, start + length);
    const isLast = start + length >= text.length;
    let pending: Span | null = null;
    let found = false;
    for (const { index, segment } of segmenter.segment(part)) {
      if (pending) {
        yield pending;
        found = true;
      }
      pending = { start: start + index, end: start + index + segment.length };
    }
    if (isLast && pending) yield pending;
    if (isLast) return;
    // One segment alone filled the stretch: look further.
    length = found ? stretch : length * 2;
    if (found) start = pending!.start;
  }
}
