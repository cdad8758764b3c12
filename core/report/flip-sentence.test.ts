import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import { sufficientSentence, turningSentence, type WordSets } from './flip-sentence';
import { plainText } from './sentence';

const text = 'not bad not good';
const spans = wordSpans(text);
const turning = (sets: number[][], exact = true) =>
  plainText(turningSentence({ exact, sets } satisfies WordSets, 'positive', text, spans));
const sufficient = (sets: number[][], exact = true) =>
  plainText(sufficientSentence({ exact, sets } satisfies WordSets, 'positive', text, spans));

describe('what turns a reading', () => {
  it.each<[number[][], boolean, string]>([
    [[[3]], true, 'Without “good” it no longer reads positive.'],
    [[[0, 1]], true, 'Without the first “not” and “bad” it no longer reads positive.'],
    [[[3], [1]], true, 'Without “good” it no longer reads positive; 1 other word does the same.'],
    [
      [
        [0, 3],
        [1, 3],
        [2, 3],
      ],
      true,
      'Without the first “not” and “good” it no longer reads positive; 2 other sets do the same.',
    ],
    [
      [[0, 3]],
      false,
      'Without the first “not” and “good” it no longer reads positive. Fewer words may turn it.',
    ],
    [[], true, 'No words turn it: without any, it reads positive.'],
    [[], false, 'No words were found that turn it.'],
  ])('%j, exact: %s', (sets, exact, expected) => {
    expect(turning(sets, exact)).toBe(expected);
  });
});

describe('what turns a reading, and into what', () => {
  it.each<[number[][], boolean, string]>([
    [[[3]], true, 'Without “good” it reads neutral, no longer positive.'],
    [[[3], [1]], true, 'Without “good” it reads neutral, no longer positive; 1 other word turns it, too.'],
    [
      [
        [0, 3],
        [1, 3],
        [2, 3],
      ],
      false,
      'Without the first “not” and “good” it reads neutral, no longer positive; 2 other sets turn it, too. Fewer words may turn it.',
    ],
  ])('%j, exact: %s', (sets, exact, expected) => {
    expect(plainText(turningSentence({ exact, sets }, 'positive', text, spans, 'neutral'))).toBe(expected);
  });
});

describe('what keeps a reading', () => {
  it.each<[number[][], boolean, string]>([
    [[[3]], true, '“good” alone keeps it positive.'],
    [[[1, 3]], true, '“bad” and “good” alone keep it positive.'],
    [[[0]], true, 'The first “not” alone keeps it positive.'],
    [
      [[1], [3]],
      false,
      '“bad” alone keeps it positive; 1 other word does the same. Fewer words may keep it.',
    ],
    [[[]], true, 'No word is needed to keep it: an empty text reads positive, too.'],
    [[], false, 'No fewer words were found that keep it.'],
  ])('%j, exact: %s', (sets, exact, expected) => {
    expect(sufficient(sets, exact)).toBe(expected);
  });
});
