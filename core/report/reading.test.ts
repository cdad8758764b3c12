import { describe, expect, it } from 'vitest';
import { dateText, piecesOf, readingFacts, readingWords, valueText } from './reading';
import { plainText } from './sentence';
import { testReading } from './testing';

describe('the pieces of a text', () => {
  it('keep what stands between, before and after the words', () => {
    expect(
      piecesOf(' a, bc!', [
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

  it('need no words', () => {
    expect(piecesOf('abc', [])).toEqual([{ text: 'abc', index: null }]);
    expect(piecesOf('', [])).toEqual([]);
  });
});

describe('what a reading says', () => {
  it('is "it" of the class it reads as, and by name of another', () => {
    const reading = testReading('good bad', { 0: 30 });
    expect(plainText(readingWords(reading).lead)).toContain('lifts it');
    const target = { classIndex: 0, output: 'probability' } as const;
    const other = { ...reading, explanation: { ...reading.explanation, target } };
    expect(plainText(readingWords(other).lead)).toContain('lifts “negative”');
  });

  it('goes by the sets that the model states', () => {
    const reading = { ...testReading('good'), rule: { threshold: 0.15 } };
    expect(readingWords(reading).verdictText).toBe('Could be positive or negative, 69 % and 18 %');
  });

  it('states how it was made; an error only where there is one', () => {
    const reading = testReading('good bad');
    expect(readingFacts(reading).map(({ name }) => name)).toEqual([
      'Model',
      'Made',
      'Method',
      'Settings',
      'Standard error',
      'Readings by the model',
    ]);
    const exact = { ...reading, explanation: { ...reading.explanation, standardErrors: null, settings: {} } };
    expect(readingFacts(exact).map(({ name }) => name)).not.toContain('Standard error');
    expect(readingFacts(exact).map(({ name }) => name)).not.toContain('Settings');
  });

  it.each([
    ['2026-11-26T07:38:00Z', '26 November 2026, 07:38 UTC'],
    ['2026-01-02T23:59:59+02:00', '2 January 2026, 21:59 UTC'],
    ['some day', 'some day'],
  ])('dates %s as %s', (iso, expected) => {
    expect(dateText(iso)).toBe(expected);
  });

  it('gives a value with its error where there is one', () => {
    expect(valueText(0.0424, 0.0051)).toBe('+4.2 points, ± 0.5');
    expect(valueText(-0.5, null)).toBe('−50.0 points');
  });
});
