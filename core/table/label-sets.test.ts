import { describe, expect, it } from 'vitest';
import { calibrationErrorOf } from '../metrics/reliability';
import { labelSetReport, labelSetScores } from '../insight/label-set-report';
import { groupShares } from '../insight/groups';
import { labelReader } from '../rows/labels';
import { answerInWords, namesInCell } from './answers';
import { countRows } from './count-rows';
import { tableLabelSets } from './label-sets';
import { Readings } from './readings';
import { Reasons } from './reasons';
import { packReasons } from './row-reasons';
import { allRows, dependsOnReadings, selectRows, type TableQuery } from './select-rows';
import { reasonsOf, tableOf } from './testing';
import { csvPieces, jsonLinesPieces, typedTable, type Written } from './write-rows';

const classes = ['anger', 'joy', 'fear'];
const csv = [
  'text,labels,ward',
  'so glad,joy,A',
  'glad and afraid,joy; fear,A',
  'nothing here,[],B',
  'not said,,B',
  'furious,"[""anger"", ""fear""]",B',
  'odd,love,A',
].join('\n');

async function opened() {
  const table = await tableOf(csv, { format: 'csv' });
  const readings = new Readings(table, 3, 'each');
  readings.set(0, [0.1, 0.9, 0.2]);
  readings.set(1, [0.1, 0.8, 0.46]);
  readings.set(2, [0.1, 0.3, 0.2]);
  readings.set(3, [0.6, 0.7, 0.8]);
  readings.set(4, [0.9, 0.5, 0.7]);
  const labels = tableLabelSets(table, 1, labelReader(classes));
  const select = (query: Partial<TableQuery>) => [
    ...selectRows(table, readings, labels, { ...allRows, ...query }),
  ];
  return { table, readings, labels, select };
}

describe('rows whose labels each hold or not', () => {
  it('have the labels of their list; none of [], and nothing is said by an empty cell', async () => {
    const { labels } = await opened();
    expect(Array.from({ length: 6 }, (_, row) => labels.isLabelled(row))).toEqual([
      ...[true, true, true, false],
      ...[true, false],
    ]);
    expect([0, 1, 2, 4].map((row) => [...labels.of(row)])).toEqual([
      [0, 1, 0],
      [0, 1, 1],
      [0, 0, 0],
      [1, 0, 1],
    ]);
    expect(labels.count).toBe(4);
    expect(labels.refused).toMatchObject({ count: 1, line: 7 });
  });

  it('are read as every label from 50 %, or as none', async () => {
    const { table, readings } = await opened();
    const answers = Array.from({ length: 6 }, (_, row) => answerInWords(readings, row, classes));
    expect(answers).toEqual(['joy', 'joy', '[]', 'anger; joy; fear', 'anger; joy; fear', null]);
    expect(countRows(table, readings)).toMatchObject({ read: 5, perClass: [2, 4, 2], none: 1, unsure: 2 });
    const { all, groups } = groupShares(table, readings, Uint32Array.of(0, 1, 2, 3, 4, 5), 2, 9);
    expect([all!.rows, ...all!.shares.map(({ estimate }) => estimate)]).toEqual([5, 0.4, 0.8, 0.4]);
    expect(groups.map(({ value, rows }) => [value, rows])).toEqual([
      ['B', 3],
      ['A', 2],
    ]);
  });

  it('are found by a label, by none, in doubt, and by what is wrong with their reading', async () => {
    const { select } = await opened();
    expect(select({ classIndex: 0 })).toEqual([3, 4]);
    expect(select({ classIndex: 1 })).toEqual([0, 1, 3, 4]);
    expect(select({ rows: 'none' })).toEqual([2]);
    // 46 % and exactly 50 %.
    expect(select({ rows: 'unsure' })).toEqual([1, 4]);
    expect(select({ labelIndex: 2 })).toEqual([1, 4]);
    expect(select({ mistake: { classIndex: 2, kind: 'missed' } })).toEqual([1]);
    // The fourth is read as joy too, and nothing is said of its labels.
    expect(select({ mistake: { classIndex: 1, kind: 'false-alarm' } })).toEqual([4]);
    expect(select({ sort: { by: 'loss' }, descending: true }).slice(0, 2)).toEqual([4, 1]);
    expect(dependsOnReadings({ ...allRows, rows: 'none' })).toBe(true);
    expect(dependsOnReadings({ ...allRows, mistake: { classIndex: 0, kind: 'missed' } })).toBe(true);
  });

  it('are held against their labels, each by itself and all of a row together', async () => {
    const { table, readings, labels } = await opened();
    expect(labelSetScores(readings, labels)!.exactMatch).toBe(0.5);
    const report = labelSetReport(table, readings, labels, 2)!;
    expect(
      report.metrics.perLabel.map(({ precision, recall, support }) => [precision, recall, support]),
    ).toEqual([
      [1, 1, 1],
      [2 / 3, 1, 2],
      [1, 1 / 2, 2],
    ]);
    expect(report.mistakes).toEqual([
      { missed: 0, falseAlarms: 0 },
      { missed: 0, falseAlarms: 1 },
      { missed: 1, falseAlarms: 0 },
    ]);
    expect(report.exactMatch.estimate).toBe(0.5);
    // Four rows of three labels.
    expect(report.reliability.reduce((sum, { rows }) => sum + rows, 0)).toBe(12);
    expect(report.calibrationError).toBe(calibrationErrorOf(report.reliability));
    expect(report.byGroup.map(({ name, rows, accuracy }) => [name, rows, accuracy.estimate])).toEqual([
      ['A', 2, 0.5],
      ['B', 2, 0.5],
    ]);
    expect(labelSetReport(table, new Readings(table, 3, 'each'), labels, null)).toBeNull();
  });

  it('are taken away with the labels that hold, every probability, and the words of each label', async () => {
    const { table, readings } = await opened();
    const reasons = new Reasons(table, readings);
    reasons.draw(Uint32Array.of(4), { most: null, seed: 0 });
    reasons.set(4, packReasons(reasonsOf('furious', [[0.3], [0.001], [0.2]])));
    const written: Written = {
      ...{ table, readings, classes, reasons, rows: null },
      ...{ delimiter: ',', withTexts: true, withValues: false },
    };
    const lines = [...csvPieces(written)].join('').split('\r\n');
    expect(lines[0]).toBe(
      '\ufefftext,labels,ward,line,labels that hold,problem,strongest words,probability of anger,probability of joy,probability of fear',
    );
    expect(lines[1]).toBe('so glad,joy,A,2,joy,,,0.1,0.9,0.2');
    expect(lines[3]).toBe('nothing here,[],B,4,[],,,0.1,0.3,0.2');
    expect(lines[5]).toBe(
      'furious,"[""anger"", ""fear""]",B,6,anger; joy; fear,,anger: furious +30; fear: furious +20,0.9,0.5,0.7',
    );
    expect(lines[6]).toBe('odd,love,A,7,,,,,,');
    const json = [...jsonLinesPieces(written)]
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(json.map((row) => row['labels that hold'])).toEqual([
      ['joy'],
      ['joy'],
      [],
      ['anger', 'joy', 'fear'],
      ['anger', 'joy', 'fear'],
      undefined,
    ]);
    expect(json[4]!['strongest words']).toEqual([
      { label: 'anger', word: 'furious', points: 30 },
      { label: 'fear', word: 'furious', points: 20 },
    ]);
    expect([...typedTable(written).rows][4]).toContain('anger; joy; fear');
  });

  it('come back as they were taken away, whatever the names of labels are', () => {
    const odd = ['a;b', '[c]', 'd e', '-f'];
    const reader = labelReader(odd);
    for (const names of [[], ['a;b'], ['[c]', 'd e'], ['d e', '-f'], odd]) {
      const holds = odd.map((name) => Number(names.includes(name)));
      expect(reader.holds(namesInCell(names))).toEqual(holds);
    }
  });
});
