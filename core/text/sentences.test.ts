import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phrases, sentences } from './sentences';
import type { Span } from './types';

const texts = (text: string, spans: readonly Span[]) => spans.map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it.each([
    ['One. Two! Three?', ['One. ', 'Two! ', 'Three?']],
    ['It costs 3.5 dollars.', ['It costs 3.5 dollars.']],
    ['first line\nsecond line', ['first line\n', 'second line']],
    ['', []],
  ])('parts %j', (text, expected) => {
    expect(texts(text, sentences(text))).toEqual(expected);
  });
});

describe('phrases', () => {
  it.each([
    ['Nice plot, weak cast; skip it.', ['Nice plot, ', 'weak cast; ', 'skip it.']],
    ['1,000 people at 10:30', ['1,000 people at 10:30']],
    ['good (really good) fun', ['good ', '(really good) ', 'fun']],
    ['good - or bad', ['good ', '- or bad']],
    ['good—or bad', ['good', '—or bad']],
    ['well-known', ['well-known']],
  ])('parts %j', (text, expected) => {
    expect(texts(text, phrases(text))).toEqual(expected);
  });

  it('and sentences are together the text, each phrase within one sentence', () => {
    const prose = fc.array(
      fc.oneof(fc.constantFrom(', ', '. ', ' (', ') ', ' - ', '—', '\n', '…'), fc.string()),
    );
    fc.assert(
      fc.property(prose, (parts) => {
        const text = parts.join('');
        expect(texts(text, sentences(text)).join('')).toBe(text);
        expect(texts(text, phrases(text)).join('')).toBe(text);
        const starts = new Set(phrases(text).map(({ start }) => start));
        for (const { start } of sentences(text)) expect(starts).toContain(start);
      }),
    );
  });
});
