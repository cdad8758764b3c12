import { expect, it } from 'vitest';
import { expectedAssessment } from './expected-assessment';

const explained = (words: number) => {
  const values = new Array<number>(words).fill(0);
  return [
    { method: 'lime', seconds: 10, evaluations: 1500, values },
    { method: 'saliency', seconds: 10, evaluations: 500, values },
  ] as const;
};

it('counts runs of what has a seed, and every coalition of a short text', () => {
  // 2,000 rows in 20 s; ten runs of LIME.
  expect(expectedAssessment(explained(12), 1)).toBeCloseTo(10 * 10 + 4096 / 100, 9);
});

it('counts the removal of words in every window of a long text', () => {
  // A row for each word. In each of 4 windows the whole text; ten removed and ten kept shares of nine random orders; one
  // word at a time from both ends, two orders, that of leave-one-out and another random one; and the search for the limits:
  // no words, each word alone, and one more of each size in both directions.
  const rows = 1000 + 4 * (1 + 20 * 9 + 2 * 4 * 999 + (1 + 1000 + 2 * 998));
  expect(expectedAssessment(explained(1000), 4)).toBeCloseTo(10 * 10 + rows / 100, 9);
});
