import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import {
  pairSentence,
  sentencePairSentence,
  strongestPairs,
  strongestSentencePairs,
  type WordPair,
} from './pairs';
import { plainText } from './sentence';

const pair = (first: number, second: number, points: number, error: number | null = null): WordPair => ({
  first,
  second,
  value: points / 100,
  standardError: error === null ? null : error / 100,
});

describe('pairs', () => {
  it('are the strongest few whose sign is clear', () => {
    const pairs = [pair(0, 1, 2), pair(0, 2, -30), pair(1, 2, 50, 26), pair(1, 3, 0.4), pair(2, 3, 2)];
    expect(strongestPairs(pairs).map(({ first, second }) => [first, second])).toEqual([
      [0, 2],
      [0, 1],
      [2, 3],
    ]);
    expect(strongestPairs(pairs, 1)).toEqual([pairs[1]]);
    expect(strongestPairs([])).toEqual([]);
  });

  it.each([
    [18.4, 'Together, “not” and “bad” count 18 points more for “positive” than each by itself.'],
    [-1, 'Together, “not” and “bad” count 1 point less for “positive” than each by itself.'],
  ])('of %f points are said', (points, expected) => {
    const text = 'not bad';
    expect(plainText(pairSentence(pair(0, 1, points), 'positive', text, wordSpans(text)))).toBe(expected);
  });

  it.each(['sentences', 'parts'] as const)('of %s are said by their first words', (groups) => {
    const text = 'It is a very good film. The end was bad, though.';
    const sentences = [
      { first: 0, last: 6 },
      { first: 7, last: 10 },
    ] as const;
    expect(sentencePairSentence({ sentences, value: 0.07 }, groups, 'positive', text, wordSpans(text))).toBe(
      `Together, the ${groups} “It is a very good …” and “The end was bad” count 7 points more for “positive” than each by itself.`,
    );
  });

  it('of sentences are the strongest few with their words', () => {
    const spans = [
      { first: 0, last: 4 },
      { first: 5, last: 9 },
      { first: 10, last: 12 },
    ];
    const found = strongestSentencePairs({ spans, pairs: [pair(0, 1, 2), pair(0, 2, -7), pair(1, 2, 9, 8)] });
    expect(found).toEqual([
      { sentences: [spans[0], spans[2]], value: -0.07 },
      { sentences: [spans[0], spans[1]], value: 0.02 },
    ]);
  });
});
