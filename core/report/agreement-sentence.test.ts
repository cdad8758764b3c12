import { describe, expect, it } from 'vitest';
import type { Explanation } from '../attribution/explanation';
import { agreementSentences } from './agreement-sentence';
import { consensusOf } from '../assessment/consensus';
import { plainText } from './sentence';

const text = 'not a bad update of it all';
const spans = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
  start: index,
  end: index + word.length,
}));

function by(
  method: Explanation['method'],
  values: readonly number[],
  changes: Partial<Explanation> = {},
): Explanation {
  return {
    method,
    target: { classIndex: 0, output: 'probability' },
    unit: 'word',
    spans,
    values,
    standardErrors: values.map(() => 0.001),
    baseValue: 0,
    outputValue: 0,
    delta: 0,
    evaluations: 1,
    seconds: 1,
    settings: {},
    diagnostics: {},
    notes: [],
    ...changes,
  };
}

const say = (explanations: readonly Explanation[], topK = 2) =>
  agreementSentences(explanations, text, topK).map(plainText).join(' ');

describe('whether methods agree', () => {
  it('never says that all have a word without saying that they move it different ways', () => {
    const said = say([by('kernel-shap', [0.1, 0, 0, 0.5, 0, 0, 0]), by('lime', [0.1, 0, 0, -0.5, 0, 0, 0])]);
    expect(said).toBe(
      'They agree on the direction of one of the two words that are clear among the five strongest of a method, not on “update”. ' +
        'Both find “update” the strongest word, though not in one direction.',
    );
  });

  it('says that they agree, and on which words', () => {
    const said = say([
      by('kernel-shap', [0.4, 0, -0.5, 0, 0, 0, 0]),
      by('lime', [0.5, 0, -0.4, 0, 0, 0, 0]),
      by('integrated-gradients', [0.5, 0, -0.4, 0, 0, 0, 0], { standardErrors: null }),
    ]);
    expect(said).toBe(
      'They agree on the direction of the two words that are clear among the five strongest of a method. ' +
        'All three have “bad” and “not” among their two strongest words.',
    );
  });

  it('gives a method without directions no say about them', () => {
    const explanations = [
      by('kernel-shap', [-0.4, 0, 0, 0, 0, 0, 0]),
      by('saliency', [0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], { standardErrors: null }),
    ];
    expect(say(explanations)).toBe('Both find “not” the strongest word.');
  });

  it('goes by the rule that the first view goes by', () => {
    const explanations = [
      by('kernel-shap', [0.4, 0.2, 0.2, 0.2, 0.2, 0.001, 0.1]),
      by('lime', [0.4, 0.2, 0.2, -0.2, 0.2, -0.001, -0.1]),
    ];
    expect(consensusOf(explanations)).toMatchObject({ compared: [0, 1, 2, 3, 4], disputed: [3] });
    expect(say(explanations)).toContain('four of the five words that are clear');
    expect(say(explanations)).toContain('not on “update”.');
  });

  it('says nothing of the strongest words where there is one word', () => {
    const one = { spans: [{ start: 0, end: 3 }] };
    expect(
      agreementSentences([by('kernel-shap', [0.4], one), by('lime', [0.4], one)], 'not', 5).map(plainText),
    ).toEqual([
      'They agree on the direction of the one word that is clear among the five strongest of a method.',
    ]);
    expect(agreementSentences([by('lime', [0.4], one)], 'not', 5).map(plainText)).toEqual([
      'One method alone has nothing to be compared with: choose another.',
    ]);
  });

  it('does not call a punctuation mark a word', () => {
    const marks = [
      { start: 0, end: 3 },
      { start: 3, end: 4 },
    ];
    const of = { spans: marks };
    expect(
      agreementSentences([by('kernel-shap', [0.4, 0.2], of), by('lime', [0.4, 0.2], of)], 'bad!', 5)
        .map(plainText)
        .join(' '),
    ).toContain('the direction of the two words and marks that are clear');
  });

  it('counts the words that it does not name', () => {
    const said = say([
      by('kernel-shap', [0.4, 0.2, 0.2, 0.2, 0.2, 0.1, 0.1]),
      by('lime', [-0.4, -0.2, -0.2, -0.2, -0.2, 0.6, 0.5]),
    ]);
    expect(said).toContain(
      'two of the seven words that are clear among the five strongest of a method, not on “not”, “a” and three other words.',
    );
  });
});
