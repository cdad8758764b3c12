import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import { sufficientSentence, turningSentence, type WordSets } from './flip-sentence';
import { plainText } from './sentence';

const text = 'not bad not good';
const spans = wordSpans(text);
const positive = { name: 'positive', holds: true };
const turning = (sets: number[][], exact = true, label = positive) =>
  plainText(turningSentence({ exact, sets } satisfies WordSets, label, text, spans));
const sufficient = (sets: number[][], exact = true, label = positive) =>
  plainText(sufficientSentence({ exact, sets } satisfies WordSets, label, text, spans));

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
    expect(plainText(turningSentence({ exact, sets }, positive, text, spans, 'neutral'))).toBe(expected);
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

describe('what turns or keeps a text that a label does not hold of', () => {
  const off = { name: 'anger', holds: false };

  it.each<[number[][], boolean, string]>([
    [[[3]], true, 'Without “good” it reads anger.'],
    [
      [[3], [1]],
      false,
      'Without “good” it reads anger; 1 other word does the same. Fewer words may turn it.',
    ],
    [[], true, 'No words turn it: without any, it does not read anger.'],
  ])('%j turn it, exact: %s', (sets, exact, expected) => {
    expect(turning(sets, exact, off)).toBe(expected);
  });

  it.each<[number[][], string]>([
    [[[3]], '“good” alone keeps it from reading anger.'],
    [[[1, 3]], '“bad” and “good” alone keep it from reading anger.'],
    [[[]], 'No word is needed to keep it: an empty text does not read anger, either.'],
  ])('%j keep it', (sets, expected) => {
    expect(sufficient(sets, true, off)).toBe(expected);
  });
});
