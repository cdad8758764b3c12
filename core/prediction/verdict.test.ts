import { describe, expect, it } from 'vitest';
import { answerRule, ruleInWords, sharesInWords, verdictInWords, verdictOf, verdictWords } from './verdict';

const classes = ['negative', 'neutral', 'positive'];
const words = (probabilities: number[], threshold?: number) => {
  const verdict = verdictOf(probabilities, threshold === undefined ? null : { threshold });
  return verdictInWords(verdict, probabilities, classes);
};

describe('a verdict', () => {
  it.each([
    [[0.02, 0.05, 0.93], 'Reads positive, 93 %'],
    [[0.18, 0.13, 0.69], 'Leans positive, 69 %, not sure'],
    [[0.1, 0.09, 0.81], 'Reads positive, 81 %'],
    [[0.46, 0.41, 0.13], 'Could be negative or neutral, 46 % and 41 %'],
    [[0.36, 0.33, 0.31], 'Could be negative, neutral or positive, 36 %, 33 % and 31 %'],
    [[0.001, 0.001, 0.998], 'Reads positive, over 99 %'],
  ])('of %j goes by the margin where the model states no sets', (probabilities, expected) => {
    expect(words(probabilities)).toBe(expected);
  });

  it('goes by the sets where the model states them', () => {
    expect(words([0.06, 0.25, 0.69], 0.2)).toBe('Could be positive or neutral, 69 % and 25 %');
    expect(words([0.46, 0.41, 0.13], 0.45)).toBe('Leans negative, 46 %, not sure');
    expect(words([0.005, 0.005, 0.99], 0.001)).toBe(
      'Could be positive, negative or neutral, 99 %, under 1 % and under 1 %',
    );
  });

  it('serves a model of one class or of many', () => {
    expect(verdictOf([1], null)).toEqual({
      classIndex: 0,
      sureness: 'sure',
      candidates: [0],
    });
    expect(verdictOf([0.05, 0.05, 0.05, 0.05, 0.8], null).sureness).toBe('sure');
  });

  it('parts its words, so that the answer can be set off', () => {
    const probabilities = [0.46, 0.41, 0.13];
    expect(verdictWords(verdictOf(probabilities, null), probabilities, classes)).toEqual({
      lead: 'Could be',
      answer: 'negative or neutral',
      figures: '46 % and 41 %',
    });
  });

  it('has the figures of the bar, which add up', () => {
    const probabilities = [0.247, 0.107, 0.646];
    expect(sharesInWords(probabilities, null)).toEqual(['25 %', '10 %', '65 %']);
    expect(words(probabilities, 0.1)).toBe('Could be positive, negative or neutral, 65 %, 25 % and 10 %');
    expect(sharesInWords(probabilities, 'each')).toEqual(['25 %', '11 %', '65 %']);
  });
});

describe('classes that each hold or not', () => {
  const said = (probabilities: readonly number[]) =>
    verdictInWords(verdictOf(probabilities, 'each'), probabilities, ['anger', 'joy', 'fear']);

  it('are named where they hold, most probable first', () => {
    expect(said([0.62, 0.1, 0.93])).toBe('Holds: fear and anger, 93 % and 62 %');
    expect(said([0.2, 0.8, 0.1])).toBe('Holds: joy, 80 %');
  });

  it('are none where none holds', () => {
    expect(said([0.2, 0.4, 0.1])).toBe('None holds, nearest is joy, 40 %');
    expect(verdictOf([0.2, 0.4, 0.1], 'each')).toMatchObject({
      classIndex: 1,
      sureness: 'each',
      candidates: [],
    });
  });
});

describe('the rule of a model', () => {
  it('is that of its sets, of its activation, or none', () => {
    expect(answerRule('softmax', { coverage: 0.9, threshold: 0.27 })).toEqual({ threshold: 0.27 });
    expect(answerRule(undefined, undefined)).toBeNull();
    expect(answerRule('sigmoid', null)).toBe('each');
  });

  it('is said in words', () => {
    expect(ruleInWords({ threshold: 0.27 })).toMatch(/each other that has 27 % or more/);
    expect(ruleInWords(null)).toMatch(/within 15 points/);
    expect(ruleInWords('each')).toMatch(/^each class that has 50 % or more/);
  });
});
