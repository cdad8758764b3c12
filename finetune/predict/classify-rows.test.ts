import { expect, it } from 'vitest';
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

it('says of the rows in other languages that the model has not learnt them, of each in its place', async () => {
  const classifier = { classes: ['bad', 'good'] };
  const lines = await classifyRows(
    predict,
    classifier,
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
