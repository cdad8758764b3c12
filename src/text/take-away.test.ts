import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { consensusOf } from '../../core/assessment/consensus';
import { requireDocument } from '../../test/valid-document';
import { classificationOf, explanationBy, summary } from '../explain/testing';
import type { Answer } from './answer';
import { fileOf } from './take-away';

const explanation = explanationBy('banzhaf', { settings: { seed: 1 } });
const others = [explanationBy('lime', { settings: { samples: 50 } })];
const answer: Answer = {
  asked: { text: 'good film', struck: [], classIndex: 1, effort: 'automatic' },
  stage: 'settled',
  fine: true,
  fromKnown: false,
  classification: classificationOf(),
  explanation,
  struck: [],
  others,
  consensus: consensusOf([explanation, ...others]),
  withoutOthers: '',
  date: '2026-01-02T03:04:05.000Z',
};
const measure = () => () => {
  throw new Error('Nothing is drawn.');
};
const contentOf = async (form: 'json' | 'csv', of: Answer) =>
  (await fileOf(form, of, summary, measure)).content as string;

describe('data to take away', () => {
  it('is a document by the published schema: words, probabilities, whether methods agree, date', async () => {
    const document = JSON.parse(await contentOf('json', answer)) as object;
    requireDocument(document);
    expect(document).toMatchObject({
      words: ['good', 'film'],
      probabilities: { bad: 0.4, good: 0.6 },
      consensus: { methods: 2, agree: true },
      date: answer.date,
      model: { name: 'held', version: '1' },
    });
  });

  it('has model, version, date, method and settings in every line of CSV, struck words with each method', async () => {
    const struck = { ...answer, struck: [{ start: 0, end: 4 }] };
    const { data } = Papa.parse<Record<string, string>>(
      (await contentOf('csv', struck)).replace('\ufeff', ''),
      { header: true, skipEmptyLines: true },
    );
    expect(data).toHaveLength(4);
    for (const line of data) {
      expect(line).toMatchObject({ model: 'held', version: '1', date: answer.date });
      expect(JSON.parse(line['settings']!)).toMatchObject({ 'struck out': '“good”' });
    }
    expect(data.map(({ method }) => method)).toEqual(['banzhaf', 'banzhaf', 'lime', 'lime']);
  });
});
