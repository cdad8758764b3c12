import { expect, it } from 'vitest';
import { meanPairs } from './mean-pairs';

it('averages the pairs of windows, 0 where one of them lacks a word', () => {
  const first = [
    { first: 0, second: 1, value: 4, standardError: 0.6 },
    { first: 1, second: 2, value: 2, standardError: null },
  ];
  const second = [{ first: 0, second: 1, value: 3, standardError: 0.8 }];
  expect(
    meanPairs(
      [first, second],
      [
        [0, 1, 2],
        [1, 2],
      ],
    ),
  ).toEqual([
    { first: 0, second: 1, value: 2, standardError: 0.3 },
    { first: 1, second: 2, value: 2.5, standardError: null },
  ]);
});

it('has none where a game has none to give', () => {
  expect(meanPairs([undefined], [[0, 1]])).toBeNull();
  expect(meanPairs([[]], [[0]])).toEqual([]);
});
