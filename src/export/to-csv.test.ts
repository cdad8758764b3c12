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

describe('toCsv', () => {
  it('has a line per word, which reads back', () => {
    const { text, explanation } = explanationOf(['a', '"b",', 'c\nd']);
    const csv = toCsv(text, [explanation], ['negative', 'neutral']);
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
    });
  });

  it.each(['=1+1', '+cmd', '＝cmd', '@SUM(A1)', '\tx', '-'])('keeps %j from being a formula', (word) => {
    const { text, explanation } = explanationOf([word]);
    const { data } = Papa.parse<Record<string, string>>(
      toCsv(text, [explanation], []).replace('\ufeff', ''),
      {
        header: true,
      },
    );
    expect(data[0]?.['word']).toBe(`'${word}`);
  });
});
