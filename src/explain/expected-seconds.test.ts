import { describe, expect, it } from 'vitest';
import type { Classification } from '../../workers/api';
import { expectedSeconds } from './expected-seconds';

/** 1,000 words of a token each, in 20 windows of 65 tokens: 2 s, a tenth of a second for each. */
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
    )!;
    // 2 x 65 + 2048 rows, and 65 + 2.
    expect(longest.method).toBe('kernel-shap');
    expect(longest.seconds).toBeCloseTo((2178 * 20) / 10, 6);
    expect(total).toBeCloseTo(((2178 + 67) * 20) / 10, 6);
  });

  it('does not judge by a sentence, whose reading is over before it can be measured', () => {
    const sentence = {
      ...long,
      words: 13,
      tokens: 15,
      seenTokens: 15,
      readTokens: 15,
      windows: 1,
      seconds: 0.02,
    };
    expect(expectedSeconds([{ method: 'lime' }], 'word', sentence)).toBeNull();
  });

  it('counts gradients as the dearer rows that they are, and tokens without the special ones', () => {
    const methods = [{ method: 'saliency' }, { method: 'leave-one-out' }] as const;
    const { total, longest } = expectedSeconds(methods, 'token', long)!;
    expect(total - longest.seconds).toBeCloseTo((3 * 20) / 10, 6);
    expect(longest.seconds).toBeCloseTo((65 * 20) / 10, 6);
  });

  it('takes a text cut after its beginning for as long as what is seen of it', () => {
    const beginning = { ...long, seenTokens: 512, readTokens: 512, windows: 1, seconds: 0.5 };
    const { total } = expectedSeconds([{ method: 'leave-one-out' }], 'word', beginning)!;
    expect(total).toBeCloseTo(514 * 0.5, 6);
  });
});
