import { expect, it } from 'vitest';
import type { AnswerRule } from '../../core/prediction/verdict';
import { special, tokenizeWords } from '../../test/synthetic';
import { classifyRows } from './classify-rows';
import type { PredictTexts } from './predictors';

const predict: PredictTexts = (texts) =>
  Promise.resolve({ probabilities: texts.map(() => Float64Array.of(0.2, 0.8)), longTexts: 0, tokens: 0 });

it('says of texts that could be more than one class which, as the model’s rule has it', async () => {
  const lineBy = async (rule: AnswerRule) => {
    const about = { classes: ['bad', 'good'], rule, tokenizer: { special, tokenize: tokenizeWords }, languages: [] };
    const [line] = await classifyRows(predict, about)([{ kind: 'row', line: 1, text: 'x' }]);
    return line;
  };
  const answer = { text: 'x', class: 'good', probabilities: { bad: 0.2, good: 0.8 } };
  expect(await lineBy({ threshold: 0.2 })).toEqual({ ...answer, couldBe: ['good', 'bad'] });
  expect(await lineBy({ threshold: 0.3 })).toEqual(answer);
  expect(await lineBy(null)).toEqual(answer);
  expect(await lineBy('each')).toEqual({ ...answer, labels: ['good'] });
});

it('says of the rows in other languages that the model has not learnt them, of each in its place', async () => {
  const classes = ['bad', 'good'];
  const about = {
    classes,
    rule: null,
    tokenizer: { special, tokenize: tokenizeWords },
    languages: ['en'],
  };
  const lines = await classifyRows(
    predict,
    about,
  )([
    { kind: 'row', line: 1, text: 'I like it very much.' },
    { kind: 'blank', line: 2 },
    { kind: 'row', line: 3, text: 'Bardzo mi się podoba.' },
  ]);
  const answer = { class: 'good', probabilities: { bad: 0.2, good: 0.8 } };
  expect(lines).toEqual([
    { text: 'I like it very much.', ...answer },
    { line: 2, fault: 'the row has no text' },
    { text: 'Bardzo mi się podoba.', ...answer, languageNote: { language: 'pl', unknownWords: 0 } },
  ]);
});
