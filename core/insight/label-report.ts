import type { Interval } from '../math/bootstrap';
import { Random } from '../math/random';
import { wilson } from '../math/wilson';
import { classificationMetrics, type ClassificationMetrics } from '../metrics/classification';
import { macroIntervals } from '../metrics/confusion-intervals';
import { reliabilityBins, type ReliabilityBin } from '../metrics/reliability';
import type { FileTable } from '../table/file-table';
import type { Readings } from '../table/readings';
import { wordSpans } from '../text/words';
import { count } from '../text/count';

/** How often rows of one kind are read as they are labelled, with all their labels. */
export interface Slice {
  /** "8 to 14 words", or a group's value. */
  readonly name: string;
  readonly rows: number;
  /** With its 95 % Wilson interval. */
  readonly accuracy: Interval;
}

/** Rows held against their labels, with 95 % intervals. */
export interface LabelReport {
  readonly metrics: ClassificationMetrics;
  readonly accuracy: Interval;
  readonly macroRecall: Interval;
  readonly macroF1: Interval;
  readonly reliability: readonly ReliabilityBin[];
  /** By the length of texts, in quarters of the rows. */
  readonly byLength: readonly Slice[];
  /** By the values of a column; empty where none is asked for. */
  readonly byGroup: readonly Slice[];
}

/** Groups that are held against each other. */
const mostGroups = 12;

/**
 * Holds what the model made of rows against their labels.
 * @param labels the class of each row, -1 where it has none
 * @param groupColumn null: no slices by group
 * @returns null while no row has both
 */
export function labelReport(
  table: FileTable,
  readings: Readings,
  labels: Int16Array,
  groupColumn: number | null,
): LabelReport | null {
  const rows: number[] = [];
  for (let row = 0; row < labels.length; row++) if (labels[row]! >= 0 && readings.isRead(row)) rows.push(row);
  if (rows.length === 0) return null;
  const probabilities = rows.map((row) => readings.probabilities(row)!);
  const wanted = rows.map((row) => labels[row]!);
  const metrics = classificationMetrics(probabilities, wanted);
  const isRight = (row: number): boolean => readings.classOf(row) === labels[row];
  const hits = rows.filter(isRight).length;
  return {
    metrics,
    accuracy: wilson(hits, rows.length),
    ...macroIntervals(metrics.confusion, new Random(0)),
    reliability: reliabilityBins(probabilities, wanted),
    byLength: lengthSlices(table, rows, isRight),
    byGroup: groupColumn === null ? [] : groupSlices(table, rows, groupColumn, isRight),
  };
}

/** In quarters of the rows, by their words. */
export function lengthSlices(
  table: FileTable,
  rows: readonly number[],
  isRight: (row: number) => boolean,
): Slice[] {
  const words = Uint32Array.from(rows, (row) => wordSpans(table.text(row)).length);
  const sorted = words.slice().sort();
  const ends = [0.25, 0.5, 0.75, 1].map((share) => sorted[Math.ceil(share * sorted.length) - 1]!);
  const limits = [...new Set(ends)];
  return limits.flatMap((to, at) => {
    const from = at === 0 ? sorted[0]! : limits[at - 1]! + 1;
    const own = rows.filter((_, place) => words[place]! >= from && words[place]! <= to);
    const name = from === to ? count(to, 'word', 'words') : `${from} to ${to} words`;
    return sliceOf(name, own, isRight);
  });
}

/** By the values of a column, most frequent first. */
export function groupSlices(
  table: FileTable,
  rows: readonly number[],
  column: number,
  isRight: (row: number) => boolean,
): Slice[] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const value = table.cell(row, column).trim();
    if (value === '') continue;
    const own = groups.get(value);
    if (own) own.push(row);
    else groups.set(value, [row]);
  }
  return [...groups]
    .sort(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1))
    .slice(0, mostGroups)
    .flatMap(([value, own]) => sliceOf(value, own, isRight));
}

function sliceOf(name: string, rows: readonly number[], isRight: (row: number) => boolean): Slice[] {
  if (rows.length === 0) return [];
  return [{ name, rows: rows.length, accuracy: wilson(rows.filter(isRight).length, rows.length) }];
}
