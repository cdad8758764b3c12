import { describe, expect, it } from 'vitest';
import { barAt, barHeight, MAX_HEIGHT, scrolled, type ScrollPlace } from './scaled-scroll';

const viewport = 400;
const rowHeight = 40;
const million = { content: 1_000_000 * rowHeight, viewport };
const start: ScrollPlace = { top: 0, bar: 0 };
const end = MAX_HEIGHT - viewport;

describe('the scroll bar of a list', () => {
  it('is the list’s own where it is not too high', () => {
    const sizes = { content: 4000, viewport };
    expect(barHeight(sizes.content)).toBe(4000);
    expect(scrolled(start, 123, sizes)).toEqual({ top: 123, bar: 123 });
    expect(scrolled({ top: 3600, bar: 3600 }, 3650, sizes).top).toBe(3600);
    expect(barAt(123, sizes)).toBe(123);
  });

  it('never stands for more than a browser allows', () => {
    expect(barHeight(million.content)).toBe(MAX_HEIGHT);
  });

  it('goes to the place that it is moved to, and to both ends', () => {
    const most = million.content - viewport;
    expect(scrolled(start, end / 2, million)).toEqual({ top: most / 2, bar: end / 2 });
    expect(scrolled(start, end, million).top).toBe(most);
    // A browser may stop half a pixel before the end.
    expect(scrolled({ top: most - 300, bar: end - 60 }, end - 0.5, million).top).toBeCloseTo(most, -1);
    expect(scrolled({ top: 900, bar: 20 }, 0, million).top).toBe(0);
    expect(barAt(most / 2, million)).toBeCloseTo(end / 2, 6);
  });

  it('moves the rows by as much as a wheel does, and is put right when it has been led astray', () => {
    let place: ScrollPlace = scrolled(start, end / 2, million);
    const from = place.top;
    let corrected = 0;
    for (let step = 1; step <= 50; step++) {
      const bar = place.bar + 100;
      place = scrolled(place, bar, million);
      expect(place.top - from).toBeCloseTo(100 * step, 3);
      if (place.bar !== bar) corrected++;
      expect(Math.abs(place.bar - barAt(place.top, million))).toBeLessThanOrEqual(viewport);
    }
    expect(corrected).toBeGreaterThan(0);
  });

  it('reaches every row by small moves', () => {
    const sizes = { content: 2 * MAX_HEIGHT, viewport };
    let place = scrolled(start, end - 2000, sizes);
    for (let step = 0; step < 200 && place.top < sizes.content - viewport; step++) {
      const before = place.top;
      place = scrolled(place, Math.min(end, place.bar + 100), sizes);
      expect(place.top - before).toBeLessThanOrEqual(2 * viewport);
    }
    expect(place.top).toBe(sizes.content - viewport);
  });
});
