import { describe, expect, it } from 'vitest';
import { wordSpans } from '../text/words';
import { consensusOf } from '../assessment/consensus';
import { consensusSentence } from './consensus';
import { plainText } from './sentence';

const text = 'after the last update it is slow and ugly';
const spans = wordSpans(text);
const exact = (...values: number[]) => ({
  method: 'kernel-shap' as const,
  values,
  standardErrors: null,
  diagnostics: {},
});
const say = (...explanations: Parameters<typeof consensusOf>[0]) =>
  plainText(consensusSentence(consensusOf(explanations), text, spans));

describe('methods', () => {
  it('agree when the strongest words point one way in all', () => {
    const a = exact(0, 0, 0.01, 0.02, 0, 0, -0.5, 0.03, -0.3);
    const b = exact(0, 0, 0.02, 0.01, 0, 0, -0.2, 0.01, -0.6);
    expect(consensusOf([a, b])).toEqual({ methods: 2, compared: [2, 3, 6, 7, 8], disputed: [], agree: true });
    expect(say(a, b)).toBe('Methods agree on the strongest words.');
  });

  it('disagree on a strong word that points another way in one of them', () => {
    const a = exact(0, 0, 0, 0.2, 0, 0, -0.5, 0, -0.3);
    const b = exact(0, 0, 0, -0.01, 0, 0, -0.2, 0, -0.6);
    expect(consensusOf([a, b, a])).toEqual({ methods: 3, compared: [3, 6, 8], disputed: [3], agree: false });
    expect(say(a, b, a)).toBe('Methods disagree on “update”, among the strongest words.');
  });

  it('are not held to words whose sign none is clear on, nor to weak ones', () => {
    const noisy = {
      method: 'kernel-shap' as const,
      values: [0, 0, 0, 0.2, 0, 0, -0.5, 0, 0],
      standardErrors: [0, 0, 0, 0.15, 0, 0, 0.01, 0, 0],
      diagnostics: {},
    };
    expect(consensusOf([noisy, { ...noisy, values: [0, 0, 0, -0.2, 0, 0, -0.4, 0, 0] }]).agree).toBe(true);
    const strong = exact(0.5, 0.4, 0.3, 0.2, 0.1, 0.01, 0, 0, 0);
    expect(consensusOf([strong, exact(0.5, 0.4, 0.3, 0.2, 0.1, -0.01, 0, 0, 0)]).agree).toBe(true);
  });

  it('are held to a word that one is clear on, though another is not', () => {
    const sure = exact(0, 0, 0, 0.2, 0, 0, 0, 0, 0);
    expect(consensusOf([sure, exact(0, 0, 0, -0.2, 0, 0, 0, 0, 0)])).toMatchObject({ disputed: [3] });
    const unsure = {
      method: 'lime' as const,
      values: [0, 0, 0, -0.1, 0, 0, 0, 0, 0],
      standardErrors: [0, 0, 0, 0.2, 0, 0, 0, 0, 0],
      diagnostics: {},
    };
    expect(consensusOf([sure, unsure])).toMatchObject({ disputed: [3], agree: false });
  });

  it('count the words that a sentence does not name', () => {
    const a = exact(1, 1, 1, 1, 1, 0, 0, 0, 0);
    const b = exact(-1, -1, -1, -1, -1, 0, 0, 0, 0);
    expect(say(a, b)).toBe(
      'Methods disagree on “after”, “the” and 3 other words, among the strongest words.',
    );
    const c = exact(-1, -1, -1, 1, 1, 0, 0, 0, 0);
    expect(say(a, c)).toBe('Methods disagree on “after”, “the” and “last”, among the strongest words.');
  });

  it('do not agree on nothing', () => {
    const nothing = exact(0, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(consensusOf([nothing, nothing]).agree).toBe(false);
    expect(say(nothing, nothing)).toBe('No method finds a word whose direction is clear.');
    expect(say(exact(1, 0, 0, 0, 0, 0, 0, 0, 0))).toContain('One method alone');
    expect(consensusOf([]).agree).toBe(false);
  });

  it('are compared in direction alone: what has none has no say', () => {
    const a = exact(0, 0, 0, 0.2, 0, 0, -0.5, 0, -0.3);
    const sizes = { ...exact(0, 0, 0, 0.2, 0, 0, 0.5, 0, 0.3), method: 'saliency' as const };
    expect(consensusOf([a, sizes])).toEqual({ methods: 1, compared: [], disputed: [], agree: false });
    expect(consensusOf([a, sizes, a])).toMatchObject({ methods: 2, compared: [3, 6, 8], disputed: [] });
  });

  it('must be of the same words', () => {
    expect(() => consensusOf([exact(1, 2), exact(1)])).toThrow('of 2 and of 1 words');
  });
});
