import { describe, expect, it } from 'vitest';
import { classificationOf } from '../explain/testing';
import { finerRequest, firstRequest, otherRequests, paceOf, priceOf } from './effort';

const sized = (words: number, windows = 1) => {
  const tokens = words + 2;
  return classificationOf({ words, tokens, seenTokens: tokens, readTokens: tokens * windows, windows });
};

describe('the effort for a text', () => {
  it('is some ten evaluations a word for short ones, and none unasked for long ones', () => {
    expect(firstRequest(sized(20), 'automatic')).toMatchObject({ settings: { evaluations: 200 } });
    expect(firstRequest(sized(3), 'automatic')).toMatchObject({ settings: { evaluations: 64 } });
    expect(firstRequest(sized(40), 'automatic')).not.toBeNull();
    expect(firstRequest(sized(41), 'automatic')).toBeNull();
    expect(firstRequest(sized(41), 'words')).toMatchObject({ settings: { evaluations: 410 } });
    expect(firstRequest(sized(41), 'phrases')).toMatchObject({ method: 'partition-shap' });
  });

  it('is refined for short texts alone', () => {
    expect(finerRequest(sized(20), 'automatic')).toMatchObject({ settings: { evaluations: 1000 } });
    expect(finerRequest(sized(41), 'words')).toBeNull();
    expect(otherRequests(sized(20)).map(({ method }) => method)).toEqual(['lime', 'integrated-gradients']);
  });

  it('is priced by what rows took here: what was measured is what is told', () => {
    const size = sized(100);
    const pace = paceOf(500, 10, size);
    expect(priceOf(firstRequest(size, 'words')!, size, pace)).toBeCloseTo(20, 6);
    // Ten windows of a tenth of the words each: as many rows a window as its words take, in each.
    const windows = classificationOf({
      words: 1000,
      tokens: 1002,
      seenTokens: 1002,
      readTokens: 1000,
      windows: 10,
    });
    expect(priceOf(firstRequest(windows, 'words')!, windows, 0.001)).toBeCloseTo(1000, -1);
    const rows = (firstRequest(windows, 'words')!.settings as { evaluations: number }).evaluations * 10;
    const total = priceOf(firstRequest(windows, 'words')!, windows, 0.001);
    expect(paceOf(rows, total, windows)).toBeCloseTo(0.001, 9);
  });
});
