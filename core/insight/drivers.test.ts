import { describe, expect, it } from 'vitest';
import { reasonsOf } from '../table/testing';
import { driversOf, leastRows, type DriversQuery, type ExplainedRows } from './drivers';

const values: Readonly<Record<string, number>> = {
  thank: 0.2,
  you: 0.1,
  waiting: -0.3,
  the: 0.001,
  dull: -0.02,
  hardly: 0.0004,
  '!': 0.4,
};

/** Texts whose words always do the same, or what `change` makes of it. */
function rowsOf(texts: readonly string[], change: (row: number) => number = () => 0): ExplainedRows {
  return {
    count: texts.length,
    at: (row) => {
      const text = texts[row]!;
      const words = text.toLowerCase().match(/[a-z]+|\S/g) ?? [];
      const own = words.map((word) => (values[word] ?? 0) + (word in values ? change(row) : 0));
      return { text, reasons: reasonsOf(text, [own.map((value) => -value), own]) };
    },
  };
}

const query: DriversQuery = { classIndex: 1, least: 2, order: 'mean', most: 10 };
const texts = [
  'Thank you',
  'thank you, the end',
  'the waiting',
  'Waiting, waiting',
  'thank nobody',
  'you thank',
];

describe('what drives a class', () => {
  it('are words and phrases with their mean, rows and share, either side by itself', () => {
    const { raises, lowers, rows } = driversOf(rowsOf(texts), query);
    expect(rows).toBe(6);
    expect(raises.map(({ phrase, rows }) => [phrase, rows])).toEqual([
      ['thank you', 2],
      ['thank', 4],
      ['you', 3],
      ['the', 2],
    ]);
    expect(lowers.map(({ phrase, rows, share }) => [phrase, rows, share])).toEqual([['waiting', 2, 1 / 3]]);
    expect(raises[0]!.mean.estimate).toBeCloseTo(0.3, 6);
    expect(lowers[0]!.mean.estimate).toBeCloseTo(-0.3, 6);
  });

  it('leave out what would read 0.0 points, however sure it is', () => {
    const { raises } = driversOf(rowsOf(['hardly', 'hardly you', 'hardly you']), query);
    expect(raises.map(({ phrase }) => phrase)).toEqual(['you']);
  });

  it('have no punctuation among them, however much it does', () => {
    const { raises } = driversOf(rowsOf(['thank you!', 'thank them!', 'Thank!']), query);
    expect(raises.map(({ phrase }) => phrase)).toEqual(['thank']);
  });

  it('are of the class asked for', () => {
    const { raises } = driversOf(rowsOf(texts), { ...query, classIndex: 0 });
    expect(raises.map(({ phrase }) => phrase)).toEqual(['waiting']);
  });

  it('have no phrase that says no more than one of its words', () => {
    const { lowers } = driversOf(rowsOf(['the waiting', 'the waiting', 'the waiting']), query);
    expect(lowers.map(({ phrase }) => phrase)).toEqual(['waiting']);
  });

  it('leave out what stands in too few rows, and whose interval holds 0', () => {
    expect(driversOf(rowsOf(texts), { ...query, least: 4 }).raises.map(({ phrase }) => phrase)).toEqual([
      'thank',
    ]);
    const noisy = rowsOf(
      Array.from({ length: 40 }, () => 'dull'),
      (row) => (row % 2 === 0 ? 0.5 : -0.5),
    );
    expect(driversOf(noisy, query)).toMatchObject({ raises: [], lowers: [] });
  });

  it('have intervals that hold the mean, narrower the more rows there are', () => {
    const width = (count: number) => {
      const { lowers } = driversOf(
        rowsOf(
          Array.from({ length: count }, () => 'waiting'),
          (row) => ((row % 10) - 4.5) / 50,
        ),
        query,
      );
      const { low, estimate, high } = lowers[0]!.mean;
      expect(low).toBeLessThan(estimate);
      expect(high).toBeGreaterThan(estimate);
      return high - low;
    };
    expect(width(400)).toBeLessThan(width(40) / 2);
  });

  it('come by what they do in all, where that is asked for', () => {
    const many = [...texts, ...Array.from({ length: 500 }, () => 'the rest')];
    expect(driversOf(rowsOf(many), { ...query, order: 'total' }).raises.map(({ phrase }) => phrase)[0]).toBe(
      'thank',
    );
    const more = [...texts, ...Array.from({ length: 2000 }, () => 'the rest')];
    expect(driversOf(rowsOf(more), { ...query, order: 'total' }).raises.map(({ phrase }) => phrase)[0]).toBe(
      'the',
    );
  });

  it('count a word once a row', () => {
    const { lowers } = driversOf(rowsOf(['waiting waiting waiting', 'waiting']), query);
    expect(lowers[0]).toMatchObject({ rows: 2 });
    expect(lowers[0]!.mean.estimate).toBeCloseTo(-0.3, 6);
  });

  it('ask for more rows of a word where there are more', () => {
    expect([leastRows(0), leastRows(1000), leastRows(12_284)]).toEqual([3, 3, 25]);
  });
});
