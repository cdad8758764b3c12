import { expect, it } from 'vitest';
import { needsGradients } from '../../core/attribution/explain';
import type { MethodName } from '../../core/attribution/methods/all';
import { classificationOf } from '../explain/testing';
import { expectedAssessment } from './expected-assessment';

/** A row in a hundredth of a second, one with its gradient in a tenth. */
const pace = { secondsOf: (method: MethodName, rows: number) => rows / (needsGradients(method) ? 10 : 100) };

const explained = (words: number) => {
  const values = new Array<number>(words).fill(0);
  return [
    { method: 'lime', evaluations: 1500, values },
    { method: 'saliency', evaluations: 1, values },
  ] as const;
};

it('counts runs of what has a seed, and every coalition of a short text', () => {
  expect(expectedAssessment(explained(12), classificationOf(), pace)).toBeCloseTo(10 * 15 + 4096 / 100, 9);
});

it('counts gradients as what they take', () => {
  const values = new Array<number>(12).fill(0);
  const explanations = [{ method: 'gradient-shap', evaluations: 200, values }] as const;
  expect(expectedAssessment(explanations, classificationOf(), pace)).toBeCloseTo(10 * 20 + 4096 / 100, 9);
});

it('counts the removal of words in every window of a long text', () => {
  // A row for each word. In each of 4 windows the whole text; ten removed and ten kept shares of nine random orders; one
  // word at a time from both ends, two orders, that of leave-one-out and another random one; and the search for the limits:
  // no words, each word alone, and one more of each size in both directions.
  const rows = 1000 + 4 * (1 + 20 * 9 + 2 * 4 * 999 + (1 + 1000 + 2 * 998));
  const inWindows = classificationOf({ windows: 4 });
  expect(expectedAssessment(explained(1000), inWindows, pace)).toBeCloseTo(10 * 15 + rows / 100, 9);
});

it('is not told while the pace of what it needs is not known', () => {
  const unknown = { secondsOf: () => null };
  expect(expectedAssessment(explained(12), classificationOf(), unknown)).toBeNull();
});
