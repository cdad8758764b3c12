import { expect, it } from 'vitest';
import { expectedAssessment } from './expected-assessment';

it('counts runs of what has a seed, and the removal of words in every window', () => {
  const values = new Array<number>(1000).fill(0);
  const explanations = [
    { method: 'lime', seconds: 10, evaluations: 1500, values },
    { method: 'saliency', seconds: 10, evaluations: 500, values },
  ] as const;
  // 2,000 rows in 20 s; a row for each word, and ten removed and ten kept shares of 13 orders in each of 4 windows.
  expect(expectedAssessment(explanations, 4, 10)).toBeCloseTo(10 * 10 + (1000 + 4 * 20 * 13) / 100, 9);
});
