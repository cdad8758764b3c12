import { changesOf, type Changes } from '../core/insight/changes';
import { driversOf, type Drivers, type DriversQuery } from '../core/insight/drivers';
import { explainedRows } from '../core/insight/explained-rows';
import { fileReport } from '../core/insight/file-report';
import { labelSetScores } from '../core/insight/label-set-report';
import { groupShares, ShareCounter, type ClassShares, type GroupShares } from '../core/insight/groups';
import { wordsApart } from '../core/insight/words-apart';
import { Random } from '../core/math/random';
import { fileReportPage } from '../core/report/file-report';
import { classNamed } from '../core/rows/labels';
import { scoresOf } from '../core/table/scores';
import { wordSpans } from '../core/text/words';
import type { GroupApart, ReportAsked, RowScope, RowsToTeach, Scores, TextSizes } from './file-api';
import type { OpenFile } from './open-file';

/** Questions about the rows of a file together; what they answer is said in FileWorkerApi. */

/** Words that set a group apart, at most, and rows that must have one. */
const wordsOfGroup = { least: 3, most: 8 };

export function fileScores(file: OpenFile): Scores | null {
  const { labels, labelSets, knownReadings: readings } = file;
  const known = labels ?? labelSets;
  if (!known) return null;
  return {
    metrics: labels && scoresOf(readings, labels.classes),
    each: labelSets && labelSetScores(readings, labelSets),
    labelled: known.count,
    refused: known.refused,
  };
}

export function fileDrivers(file: OpenFile, query: DriversQuery): Drivers | null {
  const { table, reasons } = file;
  if (!reasons) return null;
  const rows = explainedRows(table, reasons.of, file.selectedBut({ phrase: null }));
  return rows.count === 0 ? null : driversOf(rows, query);
}

export function fileShares({ knownReadings: readings, selected }: OpenFile): ClassShares | null {
  const counter = new ShareCounter(readings);
  for (const row of selected) counter.add(row);
  return counter.shares;
}

export function fileGroups(file: OpenFile, column: number, most: number): GroupShares {
  return groupShares(file.table, file.knownReadings, file.selectedButIn([column]), column, most);
}

export function fileGroupApart(file: OpenFile, column: number, value: string): GroupApart {
  const isInside = (row: number) => file.table.cell(row, column).trim() === value;
  return { value, words: wordsApart(file.table, file.selectedButIn([column]), isInside, wordsOfGroup) };
}

/** Of the rows that are neither picked by a change nor by a result of the two. */
export function fileChanges(file: OpenFile, columns: readonly [number, number]): Changes {
  return changesOf(file.table, file.selectedButIn(columns, { differ: null }), columns, (result) =>
    classNamed(file.classes, result),
  );
}

export function textSizes(file: OpenFile, scope: RowScope, drawn: number | null, most: number): TextSizes {
  const all = file.scope(scope);
  const rows = drawn === null || drawn >= all.length ? all : drawnOf(all, drawn);
  const seen = new Uint8Array(file.table.length);
  const different = rows.filter((row) => {
    const first = file.knownReadings.first(row);
    return seen[first] === 0 && (seen[first] = 1);
  });
  const texts = Array.from(drawnOf(different, most), (row) => file.table.text(row));
  return {
    rows: rows.length,
    texts: different.length,
    words: Uint32Array.from(texts, (text) => wordSpans(text).length),
    characters: Uint32Array.from(texts, (text) => text.length),
  };
}

function drawnOf(rows: Uint32Array, most: number): Uint32Array {
  const places = new Random(0).sample(rows.length, Math.min(most, rows.length));
  return Uint32Array.from(places, (at) => rows[at]!);
}

/** @returns a page of HTML */
export function reportOfFile(
  file: OpenFile,
  { groupColumn, dateColumn, timeUnit, ...page }: ReportAsked,
): string {
  const report = fileReport({
    table: file.table,
    readings: file.knownReadings,
    labels: file.labels,
    labelSets: file.labelSets,
    reasons: file.reasons?.of ?? null,
    rows: file.selected.slice().sort(),
    groupColumn,
    dateColumn,
    timeUnit,
  });
  return fileReportPage({ ...page, report, classes: file.classes });
}

export function rowsToTeach(file: OpenFile, most: number): RowsToTeach {
  const { table, labels, knownReadings: readings } = file;
  const all = file.scope('selected');
  const rows = Array.from(all.subarray(0, most));
  const probabilities = new Float32Array(rows.length * readings.classCount).fill(NaN);
  rows.forEach((row, at) => {
    const read = readings.probabilities(row);
    if (read) probabilities.set(read, at * readings.classCount);
  });
  return {
    texts: rows.map((row) => table.text(row)),
    labels: Int16Array.from(rows, (row) => labels?.classes[row] ?? -1),
    probabilities,
    left: all.length - rows.length,
  };
}
