import { expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import type { MethodRequest } from '../attribution/requests';
import type { Subject } from '../attribution/subject';
import { assess } from './assess';
import { assessmentRows } from './assessment-rows';
import { compare } from './compare';

const requests: readonly MethodRequest[] = [
  { method: 'leave-one-out' },
  { method: 'partition-shap', settings: { evaluations: 64 } },
];

const subjectOf = (text: string): Subject => ({
  tokenized: tokenizeWords(text),
  special,
  target: { classIndex: 0, output: 'probability' },
});

it.each([3, 12, 20, 40])('is about how many rows the model gets for %i words', async (features) => {
  const text = Array.from({ length: features }, (_, i) => `w${i}`).join(' ');
  const comparison = await compare(polynomialModel(1, 64), subjectOf(text), requests);
  const model = polynomialModel(1, 64);
  await assess(model, subjectOf(text), requests, comparison);
  const rows = model.calls.reduce((sum, call) => sum + call, 0);
  const expected = assessmentRows({ features, explanations: 2, rankings: 10, windows: 1 });
  if (features <= 12) expect(expected).toBe(rows);
  expect(expected).toBeGreaterThanOrEqual(rows);
  expect(expected).toBeLessThan(1.25 * rows);
});
