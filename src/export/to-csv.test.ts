import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../core/attribution/explanation';
import { toCsv } from './to-csv';

function explanationOf(words: readonly string[]): { text: string; explanation: Explanation } {
  let start = 0;
  const spans = words.map((word) => {
    const span = { start, end: start + word.length };
    start += word.length + 1;
    return span;
  });
  return {
    text: words.join(' '),
    explanation: {
      method: 'lime',
      target: { classIndex: 1, output: 'logit' },
      unit: 'word',
      spans,
      values: words.map((_, index) => -index / 4),
      standardErrors: null,
      baseValue: 0,
      outputValue: 0,
      delta: 0,
      evaluations: 1,
      seconds: 1,
      settings: {},
      diagnostics: {},
      notes: [],
    },
  };
}

const origin = {
  model: { name: 'tiny', version: 'abc', classes: ['negative', 'neutral'] },
  date: '2026-01-01T00:00:00.000Z',
};

describe('toCsv', () => {
  it('has a line per word, which reads back', () => {
    const { text, explanation } = explanationOf(['a', '"b",', 'c\nd']);
    const csv = toCsv(text, [explanation], origin);
    const { data } = Papa.parse<Record<string, string>>(csv.replace('\ufeff', ''), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data.map(({ word }) => word)).toEqual(['a', '"b",', 'c\nd']);
    expect(data[1]).toEqual({
      method: 'lime',
      class: 'neutral',
      output: 'logit',
      unit: 'word',
      word: '"b",',
      start: '2',
      end: '6',
      value: '-0.25',
      standard_error: '',
      settings: '{}',
      model: 'tiny',
      version: 'abc',
      date: origin.date,
    });
  });

  it.each(['=1+1', '+cmd', '＝cmd', '@SUM(A1)', '\tx', '-'])('keeps %j from being a formula', (word) => {
    const { text, explanation } = explanationOf([word]);
    const { data } = Papa.parse<Record<string, string>>(
      toCsv(text, [explanation], origin).replace('\ufeff', ''),
      {
        header: true,
      },
    );
    expect(data[0]?.['word']).toBe(`'${word}`);
  });
});
