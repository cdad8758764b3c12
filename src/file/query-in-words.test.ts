import { describe, expect, it } from 'vitest';
import { allRows } from '../../core/table/select-rows';
import { queryInWords } from './query-in-words';

const named = { classes: ['bad', 'good'], columnName: (column: number) => `c${column}` };

describe('what narrows the rows, in words', () => {
  it('is nothing where nothing does, whatever the order', () => {
    expect(queryInWords({ ...allRows, sort: { by: 'loss' }, descending: true }, named)).toBe('');
  });

  it('names all of it', () => {
    const query = {
      ...allRows,
      rows: 'unsure' as const,
      classIndex: 1,
      labelIndex: 0,
      least: 0.5,
      contains: 'x\u0000',
      phrase: 'thank you',
      cells: [
        { column: 2, values: ['North'] },
        { column: 5, values: ['a', ' ', 'b'] },
        { column: 6, values: ['a', 'b', 'c', 'd'] },
      ],
      ranges: [
        { column: 7, kind: 'number' as const, from: 2, to: 4.5 },
        { column: 8, kind: 'date' as const, from: Date.UTC(2026, 0, 31), to: null },
        { column: 9, kind: 'number' as const, from: null, to: -1 },
      ],
      differ: [3, 4] as const,
    };
    expect(queryInWords(query, named)).toBe(
      'could be more than one class, probability from 50 to 100 %, containing “x⟨U+0000⟩”, labelled bad, read as good, with “thank you”, c2 “North”, c5 “a” or empty or “b”, c6 “a” or 3 other values, c7 from 2 to 4.5, c8 from 2026-01-31, c9 up to -1, “c3” differs from “c4”',
    );
    expect(queryInWords({ ...allRows, classIndex: 0, rows: 'problems' }, named)).toBe(
      'not readable, read as bad',
    );
    expect(queryInWords({ ...allRows, rows: 'none' }, named)).toBe('without a label that holds');
    const mistake = (kind: 'missed' | 'false-alarm') => ({ ...allRows, mistake: { classIndex: 1, kind } });
    expect(queryInWords(mistake('missed'), named)).toBe('labelled good, not read as it');
    expect(queryInWords(mistake('false-alarm'), named)).toBe('read as good, not labelled so');
  });
});
