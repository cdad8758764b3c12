import { describe, expect, it } from 'vitest';
import { needsGradients } from '../../core/attribution/explain';
import type { MethodName } from '../../core/attribution/methods/all';
import type { Classification } from '../../workers/api';
import { expectedSeconds } from './expected-seconds';

/** A row of any text takes a tenth of a second, one with its gradient five of them. */
const pace = {
  secondsOf: (method: MethodName, rows: number) => rows * (needsGradients(method) ? 0.5 : 0.1),
};

/** 1,000 words of a token each, in 20 windows of 65 tokens. */
const long: Classification = {
  probabilities: [1, 0, 0],
  words: 1000,
  marks: 0,
  tokens: 1000,
  seenTokens: 1000,
  readTokens: 1300,
  windows: 20,
  seconds: 2,
};

describe('expectedSeconds', () => {
  it('counts the rows of every method in every window', () => {
    const { total, longest } = expectedSeconds(
      [{ method: 'kernel-shap', settings: { budget: 'reference' } }, { method: 'leave-one-out' }],
      'word',
      long,
      pace,
    )!;
    // 2 x 65 + 2048 rows, and 65 + 2.
    expect(longest.method).toBe('kernel-shap');
    expect(longest.seconds).toBeCloseTo((2178 * 20) / 10, 6);
    expect(total).toBeCloseTo(((2178 + 67) * 20) / 10, 6);
  });

  it('is not told while the pace of one of them is not known', () => {
    const forward = { secondsOf: (method: MethodName) => (needsGradients(method) ? null : 1) };
    const methods = [{ method: 'lime' }, { method: 'saliency' }] as const;
    expect(expectedSeconds(methods, 'word', long, forward)).toBeNull();
    expect(expectedSeconds(methods.slice(0, 1), 'word', long, forward)).toEqual({
      total: 1,
      longest: { method: 'lime', seconds: 1 },
    });
  });

  it('counts gradients as the dearer rows that they are, and tokens without the special ones', () => {
    const methods = [{ method: 'saliency' }, { method: 'leave-one-out' }] as const;
    const { total, longest } = expectedSeconds(methods, 'token', long, pace)!;
    expect(total - longest.seconds).toBeCloseTo((5 * 20) / 10, 6);
    expect(longest.seconds).toBeCloseTo((65 * 20) / 10, 6);
  });

  it('takes a text cut after its beginning for as long as what is seen of it', () => {
    const beginning = { ...long, seenTokens: 512, readTokens: 512, windows: 1 };
    const { total } = expectedSeconds([{ method: 'leave-one-out' }], 'word', beginning, pace)!;
    expect(total).toBeCloseTo(514 / 10, 6);
  });
});
