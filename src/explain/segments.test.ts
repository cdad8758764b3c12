import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments';

describe('segmentsOf', () => {
  it('keeps what stands between, before and after the features', () => {
    expect(
      segmentsOf(' a, bc!', [
        { start: 1, end: 2 },
        { start: 4, end: 6 },
      ]),
    ).toEqual([
      { text: ' ', index: null },
      { text: 'a', index: 0 },
      { text: ', ', index: null },
      { text: 'bc', index: 1 },
      { text: '!', index: null },
    ]);
  });

  it('needs no features', () => {
    expect(segmentsOf('abc', [])).toEqual([{ text: 'abc', index: null }]);
    expect(segmentsOf('', [])).toEqual([]);
  });
});
