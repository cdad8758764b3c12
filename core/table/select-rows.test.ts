import { describe, expect, it } from 'vitest';
import { labelReader } from '../rows/labels';
import { openTable } from '../rows/open-table';
import { verdictOf } from '../prediction/verdict';
import { countRows } from './count-rows';
import { streamOf, tableOf } from './testing';
import { FileTable } from './file-table';
import { tableLabels } from './labels';
import { Readings } from './readings';
import { scoresOf } from './scores';
import { allRows, dependsOnReadings, selectRows, type TableQuery } from './select-rows';

const csv = [
  'text,stars,label',
  'first,10,bad',
  'second,9,good',
  'a,b,c,d',
  'Third one,100,maybe',
  ',,good',
  'first,,good',
  'unread,-3,bad',
].join('\n');

async function opened() {
  const file = await openTable(streamOf(csv), { format: 'csv' });
  const table = new FileTable({ columns: file.columns, isJson: false, textColumn: 0 });
  for await (const event of file.records) table.add(event);
  const readings = new Readings(table, 2, null);
  readings.set(0, [0.9, 0.1]);
  readings.set(1, [0.25, 0.75]);
  readings.set(3, [0.48, 0.52], 'es');
  const labels = tableLabels(table, 2, labelReader(['bad', 'good']));
  const select = (query: Partial<TableQuery>) => [
    ...selectRows(table, readings, labels, { ...allRows, ...query }),
  ];
  return { table, readings, labels, select };
}

describe('readings of a table', () => {
  it('ask for each text once, in the file’s order, and share what is read', async () => {
    const { table } = await opened();
    const readings = new Readings(table, 2, null);
    expect(readings.total).toBe(4);
    expect(readings.next(2, 1000)).toEqual({ rows: [0, 1], texts: ['first', 'second'] });
    readings.set(0, [0.9, 0.1]);
    expect([readings.isRead(5), readings.classOf(5), readings.done]).toEqual([true, 0, 1]);
    expect(readings.next(9, 7).rows).toEqual([1]);
    readings.set(1, [0.2, 0.8]);
    readings.set(1, [0.2, 0.8]);
    expect(readings.done).toBe(2);
    expect(readings.next(9, 2).rows).toEqual([3]);
    readings.set(3, [0.2, 0.8]);
    readings.set(6, [0.2, 0.8]);
    expect(readings.next(9, 1000)).toEqual({ rows: [], texts: [] });
  });

  it('ask for long texts last, each by itself, though more fit', async () => {
    const [first, second] = ['a '.repeat(10_001), 'b '.repeat(10_001)];
    const table = await tableOf(`text\n${first}\nshort\n${second}\n${'c'.repeat(20_000)}\n`, {
      format: 'csv',
    });
    const readings = new Readings(table, 2, null);
    const read = (rows: readonly number[]) => rows.forEach((row) => readings.set(row, [0.9, 0.1]));
    expect(readings.next(9, 1e6).rows).toEqual([1, 3]);
    read([1, 3]);
    expect(readings.next(9, 1e6)).toEqual({ rows: [0], texts: [first] });
    read([0]);
    expect(readings.next(9, 1e6).rows).toEqual([2]);
    read([2]);
    expect(readings.next(9, 1e6).rows).toEqual([]);
  });

  it('leave open what the rule of the model does, and are judged anew by another', async () => {
    const { table } = await opened();
    const readings = new Readings(table, 2, { threshold: 0.3 });
    const unsure = () => Array.from({ length: 7 }, (_, row) => Number(readings.isUnsure(row))).join('');
    readings.set(0, [0.9, 0.1]);
    readings.set(1, [0.35, 0.65]);
    readings.set(3, [0.48, 0.52]);
    // Within 15 points is the last alone; both classes of the second have 30 % or more.
    expect([unsure(), readings.candidates(1), readings.candidates(0)]).toEqual(['0101000', [1, 0], [0]]);
    readings.rule = null;
    expect([unsure(), readings.candidates(1)]).toEqual(['0001000', [1]]);
    readings.rule = { threshold: 0.05 };
    // The sixth row has the text of the first.
    expect(unsure()).toBe('1101010');
    readings.rule = 'each';
    expect([unsure(), readings.candidates(1), readings.candidates(6)]).toEqual(['0001000', [1], null]);
  });

  it('say of every row what those say who are given its probabilities', async () => {
    const { table } = await opened();
    const readings = new Readings(table, 2, { threshold: 0.1 });
    // 0.1 is more as a Float64 than what a Float32 keeps of it, and 0.3 less.
    for (const [row, low] of [0.1, 0.3, 0.7].entries()) readings.set(row, [low, 1 - low]);
    for (const row of [0, 1, 2]) {
      const { candidates } = verdictOf(readings.probabilities(row)!, readings.rule);
      expect([readings.candidates(row), readings.isUnsure(row)]).toEqual([candidates, candidates.length > 1]);
    }
  });

  it('are counted by row', async () => {
    const { table, readings } = await opened();
    expect(countRows(table, readings)).toEqual({
      rows: 7,
      texts: 5,
      problems: 2,
      read: 4,
      perClass: [2, 2],
      none: 0,
      unsure: 1,
      otherLanguages: [{ language: 'es', rows: 1 }],
    });
    expect(countRows(table, null)).toMatchObject({ rows: 7, read: 0, perClass: [] });
  });

  it('are held against the labels that name a class', async () => {
    const { readings, labels } = await opened();
    expect(labels.count).toBe(5);
    expect(labels.refused).toMatchObject({ count: 1, line: 5 });
    const scores = scoresOf(readings, labels.classes)!;
    // Rows with both: the first is bad and read so, the second good and read so, the sixth good and read as bad.
    expect(scores.confusion).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(scores.accuracy).toBeCloseTo(2 / 3, 12);
    expect(scoresOf(readings, new Int16Array(7).fill(-1))).toBeNull();
  });
});

describe('selected rows', () => {
  it('are all, in the file’s order, unless asked otherwise', async () => {
    const { select } = await opened();
    expect(select({})).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(select({ descending: true })).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it('are those of a class, a label, a probability, in doubt, or not readable', async () => {
    const { select } = await opened();
    expect(select({ classIndex: 0 })).toEqual([0, 5]);
    expect(select({ labelIndex: 1 })).toEqual([1, 4, 5]);
    expect(select({ labelIndex: 1, classIndex: 0 })).toEqual([5]);
    expect(select({ least: 0.75 })).toEqual([0, 1, 5]);
    expect(select({ most: 0.75 })).toEqual([1, 3]);
    expect(select({ rows: 'unsure' })).toEqual([3]);
    expect(select({ rows: 'other-language' })).toEqual([3]);
    expect(select({ rows: 'problems' })).toEqual([2, 4]);
  });

  it('are those whose text has some words, whatever their case', async () => {
    const { select } = await opened();
    expect(select({ contains: 'THIRD' })).toEqual([3]);
    expect(select({ contains: 'd' })).toEqual([1, 3, 6]);
    expect(select({ cells: [{ column: 2, values: ['bad'] }] })).toEqual([0, 6]);
    expect(select({ cells: [{ column: 1, values: [''] }] })).toEqual([4, 5]);
    const both = [
      { column: 2, values: ['good'] },
      { column: 0, values: ['first'] },
    ];
    expect(select({ cells: both })).toEqual([5]);
  });

  it('are those that have a word as a word, cells as asked for, or two columns that differ', async () => {
    const { select } = await opened();
    expect(select({ phrase: 'third' })).toEqual([3]);
    expect(select({ phrase: 'third one' })).toEqual([3]);
    expect(select({ phrase: 'thir' })).toEqual([]);
    expect(select({ cells: [{ column: 2, values: ['good'] }] })).toEqual([1, 4, 5]);
    expect(
      select({
        cells: [
          { column: 2, values: ['good'] },
          { column: 1, values: ['9'] },
        ],
      }),
    ).toEqual([1]);
    expect(select({ cells: [{ column: 2, values: ['maybe', 'bad'] }] })).toEqual([0, 3, 6]);
    expect(select({ differ: [1, 2] })).toEqual([0, 1, 3, 6]);
    expect(select({ differ: [2, 2] })).toEqual([]);
  });

  it('are those whose number or day lies in a range, both ends included', async () => {
    const { select } = await opened();
    const stars = (from: number | null, to: number | null) =>
      select({ ranges: [{ column: 1, kind: 'number', from, to }] });
    expect([stars(9, 10), stars(null, 9), stars(10, null), stars(null, null)]).toEqual([
      [0, 1],
      [1, 6],
      [0, 3],
      [0, 1, 3, 6],
    ]);
    // Not a column of numbers, or not of dates.
    expect(select({ ranges: [{ column: 2, kind: 'number', from: 0, to: null }] })).toEqual([]);
    expect(select({ ranges: [{ column: 1, kind: 'date', from: 0, to: null }] })).toEqual([]);

    const table = await tableOf('text,day\na,2026-02-01\nb,2026-02-02T23:59:59\nc,2026-02-03\nd,\n', {
      format: 'csv',
    });
    const days = (from: string, to: string | null) => [
      ...selectRows(table, null, null, {
        ...allRows,
        ranges: [
          { column: 1, kind: 'date', from: Date.parse(from), to: to === null ? null : Date.parse(to) },
        ],
      }),
    ];
    expect([days('2026-02-01', '2026-02-02'), days('2026-02-02', null)]).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('are sorted by how wrong they are, what cannot be told last', async () => {
    const { select } = await opened();
    // The sixth is labelled good and read as bad to 90 %, the second good to 75 %, the first bad to 90 %.
    expect(select({ sort: { by: 'loss' }, descending: true })).toEqual([5, 1, 0, 2, 3, 4, 6]);
  });

  it('are sorted by probability, class or a column, equals by place, and what has no value last', async () => {
    const { select } = await opened();
    expect(select({ sort: { by: 'probability' }, descending: true })).toEqual([0, 5, 1, 3, 2, 4, 6]);
    expect(select({ sort: { by: 'class' } })).toEqual([0, 5, 1, 3, 2, 4, 6]);
    expect(select({ sort: { by: 'class' }, descending: true })).toEqual([3, 1, 0, 5, 2, 4, 6]);
    expect(select({ sort: { by: 'column', column: 1 } })).toEqual([6, 1, 0, 3, 2, 4, 5]);
    expect(select({ sort: { by: 'column', column: 1 }, descending: true })).toEqual([3, 0, 1, 6, 2, 4, 5]);
    expect(select({ sort: { by: 'column', column: 2 } })).toEqual([0, 6, 1, 4, 5, 3, 2]);
  });

  it('change with the readings only where these are asked for', () => {
    const depends = (query: Partial<TableQuery>) => dependsOnReadings({ ...allRows, ...query });
    expect([depends({}), depends({ contains: 'a' }), depends({ sort: { by: 'column', column: 0 } })]).toEqual(
      [false, false, false],
    );
    expect([
      depends({ classIndex: 0 }),
      depends({ rows: 'unsure' }),
      depends({ rows: 'other-language' }),
      depends({ least: 0.5 }),
      depends({ sort: { by: 'class' } }),
      depends({ sort: { by: 'loss' } }),
    ]).toEqual([true, true, true, true, true, true]);
  });
});
