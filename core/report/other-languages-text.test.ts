import { describe, expect, it } from 'vitest';
import { otherLanguagesText } from './other-languages-text';

describe('what is said of the languages of a file', () => {
  it.each([
    [
      1200,
      { es: 1200 },
      'All 1,200 rows that are read look like Spanish. The model has not learnt this language: do not trust its answers.',
    ],
    [
      2000,
      { es: 240 },
      '12 % of the rows that are read (240 of 2,000) look like Spanish. The model has not learnt this language: do not trust its answers there.',
    ],
    [
      100,
      { es: 20, fr: 9, de: 3, und: 2, pl: 1 },
      '35 % of the rows that are read (35 of 100) look like languages that the model has not learnt: Spanish (20), French (9), German (3), others (3). Do not trust its answers there.',
    ],
    [
      50,
      { fr: 1, und: 1 },
      '4 % of the rows that are read (2 of 50) look like languages that the model has not learnt: French (1), unknown words (1). Do not trust its answers there.',
    ],
    [
      10,
      { und: 1 },
      '10 % of the rows that are read (1 of 10) are made of words that the model does not know: do not trust its answers there.',
    ],
    // As many are taken for others in a file in the model's own language.
    [1000, { es: 2 }, ''],
    [0, {}, ''],
  ])('of %i rows %j', (read, languages, sentence) => {
    const otherLanguages = Object.entries(languages).map(([language, rows]) => ({ language, rows }));
    expect(otherLanguagesText({ read, otherLanguages })).toBe(sentence);
  });
});
