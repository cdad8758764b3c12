import { expect, it } from 'vitest';
import { verdictOf, type AnswerRule } from '../../core/prediction/verdict';
import { readingInWords } from './reading-in-words';

const classes = ['anger', 'joy', 'fear'];
const words = (probabilities: number[], rule: AnswerRule) =>
  readingInWords(verdictOf(probabilities, rule), probabilities, classes);

it('names the class, all that may be meant, or all that hold', () => {
  expect(words([0.9, 0.06, 0.04], null)).toBe('anger 90 %');
  expect(words([0.3, 0.6, 0.1], null)).toBe('joy 60 %');
  expect(words([0.3, 0.6, 0.1], { threshold: 0.25 })).toBe('joy 60 % or anger 30 %');
  expect(words([0.107, 0.646, 0.247], { threshold: 0.1 })).toBe('joy, fear or anger');
  expect(words([0.107, 0.645, 0.248], { threshold: 0.2 })).toBe('joy 65 % or fear 25 %');
  expect(words([0.3, 0.4, 0.3], { threshold: 0.25 })).toBe('joy, anger or fear');
  expect(words([0.9, 0.7, 0.1], 'each')).toBe('anger 90 % and joy 70 %');
  expect(words([0.1, 0.31, 0.1], 'each')).toBe('none holds, nearest joy 31 %');
});
