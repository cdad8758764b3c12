import { Random } from '../math/random';
import { holdsFrom, multiLabelMetrics, type MultiLabelMetrics } from '../metrics/multi-label';
import { calibrationErrorOf, labelReliabilityBins, type ReliabilityBin } from '../metrics/reliability';
import { multiLabelIntervals, type MultiLabelIntervals } from '../metrics/multi-label-intervals';
import type { FileTable } from '../table/file-table';
import type { TableLabelSets } from '../table/label-sets';
import type { Readings } from '../table/readings';
import { groupSlices, lengthSlices, type Slice } from './label-report';

/** Rows held against their lists of labels, with 95 % intervals. */
export interface LabelSetReport extends MultiLabelIntervals {
  readonly metrics: MultiLabelMetrics;
  /** Of each label, the rows that have it and are not read so, and those that are read so and do not have it. */
  readonly mistakes: readonly { readonly missed: number; readonly falseAlarms: number }[];
  /** The answers for all labels of all rows, by the probability of the label. */
  readonly reliability: readonly ReliabilityBin[];
  /** The expected calibration error of these answers, 0 to 1. */
  readonly calibrationError: number;
  /** Rows all of whose labels are right, by the length of texts, in quarters of the rows. */
  readonly byLength: readonly Slice[];
  /** Likewise by the values of a column; empty where none is asked for. */
  readonly byGroup: readonly Slice[];
}

/** Holds the labels that a model gave to rows against theirs. @returns null while no row has both */
export function labelSetScores(readings: Readings, labels: TableLabelSets): MultiLabelMetrics | null {
  const { probabilities, holds } = compared(readings, labels);
  return holds.length === 0 ? null : multiLabelMetrics(probabilities, holds);
}

/**
 * The same with intervals, mistakes and slices.
 * @param groupColumn null: no slices by group
 * @returns null while no row has both
 */
export function labelSetReport(
  table: FileTable,
  readings: Readings,
  labels: TableLabelSets,
  groupColumn: number | null,
): LabelSetReport | null {
  const { rows, probabilities, holds } = compared(readings, labels);
  if (rows.length === 0) return null;
  const isRight = (row: number): boolean => {
    const read = readings.probabilities(row)!;
    return labels.of(row).every((is, k) => (is === 1) === read[k]! >= holdsFrom);
  };
  const reliability = labelReliabilityBins(probabilities, holds);
  return {
    reliability,
    calibrationError: calibrationErrorOf(reliability),
    metrics: multiLabelMetrics(probabilities, holds),
    ...multiLabelIntervals(probabilities, holds, new Random(0)),
    mistakes: Array.from({ length: labels.classCount }, (_, k) => {
      const isRead = (row: number): boolean => readings.isReadAs(row, k);
      return {
        missed: rows.filter((row) => labels.names(row, k) && !isRead(row)).length,
        falseAlarms: rows.filter((row) => isRead(row) && !labels.names(row, k)).length,
      };
    }),
    byLength: lengthSlices(table, rows, isRight),
    byGroup: groupColumn === null ? [] : groupSlices(table, rows, groupColumn, isRight),
  };
}

function compared(readings: Readings, labels: TableLabelSets) {
  const rows: number[] = [];
  const probabilities: Float32Array[] = [];
  const holds: Uint8Array[] = [];
  for (let row = 0; row < labels.length; row++) {
    const read = labels.isLabelled(row) ? readings.probabilities(row) : null;
    if (!read) continue;
    rows.push(row);
    probabilities.push(read);
    holds.push(labels.of(row));
  }
  return { rows, probabilities, holds };
}
