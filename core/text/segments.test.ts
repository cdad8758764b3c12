import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segments } from './segments';

describe('segments', () => {
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const parts = fc.constantFrom(
    'a',
    'e\u0301',
    '\r\n',
    '\u{1f469}\u200d\u{1f467}',
    '\u{1f1e9}\u{1f1ea}',
    '\ud83d',
    ' ',
  );

  it('are those of Intl.Segmenter, however short the stretches it sees', () => {
    fc.assert(
      fc.property(fc.array(parts), fc.integer({ min: 8, max: 20 }), (characters, stretch) => {
        const text = characters.join('');
        const found = [...segments(text, graphemes, stretch)].map(({ start, end }) => text.slice(start, end));
        if (stretch >= 8)
          expect(found).toEqual(Array.from(graphemes.segment(text), ({ segment }) => segment));
      }),
    );
  });

  it('finds a segment longer than the stretch', () => {
    const long = `e${'\u0301'.repeat(50)}`;
    expect([...segments(`a${long}b`, graphemes, 8)]).toEqual([
      { start: 0, end: 1 },
      { start: 1, end: 52 },
      { start: 52, end: 53 },
    ]);
  });
});
