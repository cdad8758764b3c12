import { expect, it } from 'vitest';
import type { AnswerRule } from '../../core/prediction/verdict';
import { classifyRows } from './classify-rows';
import type { NotingPredictTexts } from './predictors';

const predict: NotingPredictTexts = (texts) =>
  Promise.resolve({
    probabilities: texts.map(() => Float64Array.of(0.2, 0.8)),
    languageNotes: texts.map((text) =>
      text.startsWith('Bardzo') ? { language: 'pl', unknownWords: 0 } : null,
    ),
    ...{ longTexts: 0, tokens: 0 },
  });

it('says of texts that could be more than one class which, as the model’s rule has it', async () => {
  const lineBy = async (rule: AnswerRule) => {
    const [line] = await classifyRows(predict, { classes: ['bad', 'good'], rule })([
      { kind: 'row', line: 1, text: 'x' },
    ]);
    return line;
  };
  const answer = { text: 'x', class: 'good', probabilities: { bad: 0.2, good: 0.8 } };
  expect(await lineBy({ threshold: 0.2 })).toEqual({ ...answer, couldBe: ['good', 'bad'] });
  expect(await lineBy({ threshold: 0.3 })).toEqual(answer);
  expect(await lineBy(null)).toEqual(answer);
  expect(await lineBy('each')).toEqual({ ...answer, labels: ['good'] });
});

it('says of the rows in other languages that the model has not learnt them, of each in its place', async () => {
  const readAs = { classes: ['bad', 'good'], rule: null };
  const lines = await classifyRows(
    predict,
    readAs,
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
