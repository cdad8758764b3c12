import { describe, expect, it } from 'vitest';
import { Readings } from '../table/readings';
import { tableOf } from '../table/testing';
import { changesOf } from './changes';
import { dateReader } from '../table/dates';
import { groupShares } from './groups';
import { labelReport } from './label-report';
import type { TimeUnit } from '../table/time-units';
import { timeShares } from './times';
import { wordsApart } from './words-apart';

const good = [0.1, 0.9];
const bad = [0.8, 0.2];

/** Rows of a text, a group and a date each; read as `read` says, by place. */
async function setUp(rows: readonly (readonly string[])[], read: readonly (readonly number[] | null)[]) {
  const lines = [['text', 'group', 'date'], ...rows].map((cells) => cells.map((cell) => `"${cell}"`).join());
  const table = await tableOf(lines.join('\n'), { format: 'csv' });
  const readings = new Readings(table, 2, null);
  read.forEach((probabilities, row) => probabilities && readings.set(row, probabilities));
  return { table, readings, all: Uint32Array.from(rows, (_, row) => row) };
}

describe('shares by group', () => {
  it('are of the rows that are read, the largest group first', async () => {
    const { table, readings, all } = await setUp(
      ['N', 'S', 'N', 'N', 'E', '', 'W'].map((group, at) => [`text ${at}`, group, '']),
      [good, bad, good, bad, good, good, null],
    );
    const found = groupShares(table, readings, all, 1, 2);
    expect(found.all!.rows).toBe(6);
    expect(found.all!.shares.map(({ estimate }) => estimate)).toEqual([2 / 6, 4 / 6]);
    expect(found.groups.map(({ value, rows }) => [value, rows])).toEqual([
      ['N', 3],
      ['E', 1],
    ]);
    expect(found.groups[0]!.shares[1]!.estimate).toBeCloseTo(2 / 3, 12);
    expect([found.others, found.empty]).toEqual([{ values: 1, rows: 1 }, 1]);
  });

  it('are none while nothing is read', async () => {
    const { table, readings, all } = await setUp([['a', 'N', '']], [null]);
    expect(groupShares(table, readings, all, 1, 2)).toMatchObject({ all: null, groups: [] });
  });
});

describe('words that set a group apart', () => {
  it('are those that its rows have more often than chance gives, once a row', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => {
      const isNorth = at % 2 === 0;
      const own = isNorth && at % 4 === 0 ? 'waiting waiting' : at % 50 === 1 ? 'Waiting' : 'nothing';
      return [`the ${own} ${at % 3 === 0 ? 'rain' : ''} x${at}`, isNorth ? 'N' : 'S', ''];
    });
    const { table, all } = await setUp(rows, []);
    const found = wordsApart(table, all, (row) => row % 2 === 0, { least: 3, most: 5 });
    expect(found.map(({ phrase, rows }) => [phrase, rows])).toEqual([['waiting', 50]]);
    expect(found[0]!.share).toBe(0.5);
    expect(found[0]!.otherShare).toBe(0.04);
    expect(wordsApart(table, all, () => true, { least: 3, most: 5 })).toEqual([]);
  });
});

describe('shares over time', () => {
  it('are by the finest unit that can be shown and has enough rows', async () => {
    const of = async (dates: readonly string[]) => {
      const { table, readings, all } = await setUp(
        dates.map((date, at) => [`text ${at}`, '', date]),
        dates.map(() => good),
      );
      return timeShares(table, readings, all, 2);
    };
    const days = await of(['2026-11-26', '2026-11-26T23:59:00Z', '2026-11-27', 'never']);
    expect(days).toMatchObject({ unit: 'day', undated: 1 });
    expect(days.points.map(({ start, end, rows }) => [start, end, rows])).toEqual([
      ['2026-11-26', '2026-11-27', 2],
      ['2026-11-27', '2026-11-28', 1],
    ]);
    const spread = (step: number, count: number) =>
      Array.from({ length: count }, (_, at) =>
        new Date(Date.UTC(2020, 0, 1) + at * step * 86_400_000).toISOString(),
      );
    const weeks = await of(spread(0.2, 600));
    expect(weeks.unit).toBe('week');
    expect(weeks.points[0]!.start).toBe('2019-12-30');
    expect((await of(spread(0.9, 600))).unit).toBe('month');
    expect((await of(spread(2.8, 600))).unit).toBe('quarter');
    const years = await of(spread(25, 600));
    expect([years.unit, years.points.at(-1)!.end]).toEqual(['year', '2061-01-01']);
    // Too few for a quarter, and a year shows no course.
    expect((await of(spread(3.75, 48))).unit).toBe('quarter');
    expect((await of(['never'])).points).toEqual([]);
    const { table, readings, all } = await setUp(
      spread(2.5, 600).map((date) => ['text', '', date]),
      [good],
    );
    const unitFor = (asked: TimeUnit) => timeShares(table, readings, all, 2, asked).unit;
    expect([unitFor('year'), unitFor('week'), unitFor('day')]).toEqual(['year', 'week', 'quarter']);
  });

  it.each([
    [['03/04/2026'], '2026-03-04'],
    [['03/04/2026', '25/04/2026'], '2026-04-03'],
    [['3.4.2026 12:00'], '2026-04-03'],
    [['2026/4/3'], '2026-04-03'],
    [['2026-04'], '2026-04-01'],
    [['Mon Apr 06 22:19:45 PDT 2009'], '2009-04-06'],
    [['Fri, 3 April 2026 10:00:00 GMT'], '2026-04-03'],
    [['Apr 3, 2026'], '2026-04-03'],
    [['1775174400'], '2026-04-03'],
    [['1775174400000'], '2026-04-03'],
    [['2026-02-30'], null],
    [['05.03.26'], '2026-03-05'],
    [['13/3/99'], '1999-03-13'],
    [['3'], null],
    [['Xyz 3, 2026'], null],
  ])('know %j as %s', (dates, day) => {
    const time = dateReader(dates)(dates[0]!);
    expect(time === null ? null : new Date(time).toISOString().slice(0, 10)).toBe(day);
  });
});

describe('a report against labels', () => {
  it('has figures with intervals, reliability, and slices by length and group', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => [
      Array.from({ length: 1 + (at % 4) }, () => `w${at}`).join(' '),
      at < 30 ? 'N' : 'S',
      '',
    ]);
    const { table, readings } = await setUp(
      rows,
      rows.map((_, at) => (at % 2 === 0 ? good : bad)),
    );
    // Right where the place is even, or in the South.
    const labels = Int16Array.from(rows, (_, at) => (at % 2 === 0 ? 1 : at < 30 ? 1 : 0));
    const report = labelReport(table, readings, labels, 1)!;
    expect(report.accuracy.estimate).toBe(25 / 40);
    expect(report.metrics.accuracy).toBe(25 / 40);
    expect(report.byGroup.map(({ name, rows, accuracy }) => [name, rows, accuracy.estimate])).toEqual([
      ['N', 30, 0.5],
      ['S', 10, 1],
    ]);
    expect(report.byLength.map(({ name, rows }) => [name, rows])).toEqual([
      ['1 word', 10],
      ['2 words', 10],
      ['3 words', 10],
      ['4 words', 10],
    ]);
    expect(report.reliability.map(({ rows, accuracy }) => [rows, accuracy.estimate])).toEqual([
      [20, 0.25],
      [20, 1],
    ]);
    const { low, estimate, high } = report.macroRecall;
    expect(estimate).toBe(report.metrics.macroRecall);
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
    // The gaps of the bins, weighted by their rows, are the calibration error.
    const gap = report.reliability.reduce(
      (sum, { rows, confidence, accuracy }) => sum + (rows / 40) * Math.abs(confidence - accuracy.estimate),
      0,
    );
    expect(gap).toBeCloseTo(report.metrics.calibrationError, 6);
  });

  it('is none while no row has both a label and a reading', async () => {
    const { table, readings } = await setUp([['a', '', '']], [null]);
    expect(labelReport(table, readings, Int16Array.of(1), null)).toBeNull();
    readings.set(0, good);
    expect(labelReport(table, readings, Int16Array.of(-1), null)).toBeNull();
    expect(labelReport(table, readings, Int16Array.of(1), null)).toMatchObject({ byGroup: [] });
  });
});

describe('changes between two columns', () => {
  it('are counted where a row has both', async () => {
    const table = await tableOf('text,a,b\n1,good,good\n2,good,bad\n3,bad ,bad\n4,,bad\n5,bad,odd', {
      format: 'csv',
    });
    const all = Uint32Array.from({ length: 5 }, (_, row) => row);
    const found = changesOf(table, all, [1, 2], (result) => (result === 'good' ? 1 : null));
    expect(found).toMatchObject({ rows: 4, values: ['good', 'bad', 'odd'], others: 0 });
    expect(found.changed!.estimate).toBe(0.5);
    expect(found.counts).toEqual([
      [1, 1, 0],
      [0, 1, 1],
      [0, 0, 0],
    ]);
    expect(changesOf(table, new Uint32Array(0), [1, 2], () => null).changed).toBeNull();
  });

  it('are of the most frequent results, and say what they leave out', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at},v${at},v${at}`);
    const table = await tableOf(['text,a,b', ...rows].join('\n'), { format: 'csv' });
    const found = changesOf(
      table,
      Uint32Array.from(rows, (_, row) => row),
      [1, 2],
      () => null,
    );
    expect([found.values.length, found.others]).toEqual([12, 8]);
  });
});
