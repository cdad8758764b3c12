import { countRows, type RowCounts } from '../table/count-rows';
import type { FileTable } from '../table/file-table';
import type { TableLabelSets } from '../table/label-sets';
import type { RowLabels, TableLabels } from '../table/labels';
import type { TimeUnit } from '../table/time-units';
import type { Readings } from '../table/readings';
import type { Reasons, ReasonsState } from '../table/reasons';
import type { RowReasons } from '../table/row-reasons';
import { driversOf, type Drivers } from './drivers';
import { explainedRows } from './explained-rows';
import { groupShares, type GroupShares } from './groups';
import { labelReport, type LabelReport } from './label-report';
import { labelSetReport, type LabelSetReport } from './label-set-report';
import { timeShares, type TimeShares } from './times';
import { wordsApart, type WordApart } from './words-apart';

/** What a report is made of. */
export interface ReportedFile {
  readonly table: FileTable;
  readonly readings: Readings;
  readonly labels: TableLabels | null;
  /** Instead of them, where classes each hold or not. */
  readonly labelSets: TableLabelSets | null;
  readonly reasons: Reasons | null;
  /** Rows that the report is of, in the file's order. */
  readonly rows: Uint32Array;
  /** Columns of groups and of dates, indices; null: none. */
  readonly groupColumn: number | null;
  readonly dateColumn: number | null;
  /** Of the course of time; null: one that fits. */
  readonly timeUnit: TimeUnit | null;
}

/** A row that shows what the figures are about. */
export interface ReportExample {
  readonly line: number;
  readonly text: string;
  /** The class for which its words are coloured. */
  readonly classIndex: number;
  /** Of each class. */
  readonly probabilities: readonly number[];
  readonly reasons: RowReasons;
}

/** All that a report of a file states of it. Plain data. */
export interface FileReport {
  /** Which answers a reading leaves open; 'each': a row may be read as several classes, or as none. */
  readonly rule: Readings['rule'];
  readonly textColumn: string;
  /** Of the rows that the report is of: all of the file, or those that filters left. */
  readonly counts: RowCounts;
  /** Of the whole file: rows, and those of them that have a text. */
  readonly whole: Pick<RowCounts, 'rows' | 'texts'>;
  readonly groups: (GroupShares & { readonly name: string; readonly apart: readonly GroupWords[] }) | null;
  readonly times: (TimeShares & { readonly name: string }) | null;
  /** Of each class; empty where no row was explained. */
  readonly drivers: readonly Drivers[];
  readonly explained: ReasonsState | null;
  /** Of each class the rows that read as it most clearly, then rows in doubt. */
  readonly examples: readonly ReportExample[];
  readonly labels: AgainstLabels<LabelReport> | null;
  /** Instead of them, where classes each hold or not. */
  readonly labelSets: AgainstLabels<LabelSetReport> | null;
}

/** Figures against the labels of a file. */
export interface AgainstLabels<Report> extends Pick<RowLabels, 'refused'> {
  /** null: no row has both a label and a reading. */
  readonly report: Report | null;
  /** Rows whose label could be read. */
  readonly labelled: number;
}

export interface GroupWords {
  readonly value: string;
  readonly words: readonly WordApart[];
}

const mostGroups = 12;
/** Words and phrases a side; words that set a group apart; rows of a class, and in doubt. */
const [mostDrivers, mostApart, mostExamples] = [15, 6, 3];

/** Everything that a report of a file says, in figures; `core/report` puts it into words and pictures. */
export function fileReport(file: ReportedFile): FileReport {
  const { table, readings, labels, labelSets, reasons, rows, groupColumn, dateColumn, timeUnit } = file;
  const nameOf = (column: number): string => table.shape.columns[column] || `column ${column + 1}`;
  const explained = reasons && explainedRows(table, reasons, rows);
  const classes = Array.from({ length: readings.classCount }, (_, k) => k);
  return {
    rule: readings.rule,
    textColumn: nameOf(table.shape.textColumn),
    counts: countRows(table, readings, rows),
    whole: countRows(table, null),
    groups: groupColumn === null ? null : { name: nameOf(groupColumn), ...groupsOf(file, groupColumn) },
    times:
      dateColumn === null
        ? null
        : { name: nameOf(dateColumn), ...timeShares(table, readings, rows, dateColumn, timeUnit) },
    drivers:
      !explained || explained.count === 0
        ? []
        : classes.map((classIndex) =>
            driversOf(explained, { classIndex, least: null, order: 'mean', most: mostDrivers }),
          ),
    explained: reasons?.state ?? null,
    examples: reasons ? examplesOf(file, reasons) : [],
    labels: labels && {
      report: labelReport(table, readings, labels.classes, groupColumn),
      labelled: labels.count,
      refused: labels.refused,
    },
    labelSets: labelSets && {
      report: labelSetReport(table, readings, labelSets, groupColumn),
      labelled: labelSets.count,
      refused: labelSets.refused,
    },
  };
}

function groupsOf({ table, readings, rows }: ReportedFile, column: number) {
  const shares = groupShares(table, readings, rows, column, mostGroups);
  const apart = shares.groups.map(({ value }) => ({
    value,
    words: wordsApart(table, rows, (row) => table.cell(row, column).trim() === value, {
      least: 3,
      most: mostApart,
    }),
  }));
  return { ...shares, apart: apart.filter(({ words }) => words.length > 0) };
}

function examplesOf({ table, readings, rows }: ReportedFile, reasons: Reasons): ReportExample[] {
  const known = Array.from(rows).filter(
    (row) => readings.isRead(row) && reasons.has(row) && readings.first(row) === row,
  );
  const probability = (row: number, k: number): number => readings.probabilities(row)![k]!;
  const sure = known.toSorted((a, b) => readings.probability(b) - readings.probability(a) || a - b);
  const ofClass = (k: number) =>
    sure
      .filter((row) => readings.isReadAs(row, k) && !readings.isUnsure(row))
      .sort((a, b) => probability(b, k) - probability(a, k) || a - b)
      .slice(0, mostExamples)
      .map((row) => ({ row, classIndex: k }));
  const doubtful = sure
    .filter((row) => readings.isUnsure(row))
    .toReversed()
    .slice(0, mostExamples)
    .map((row) => ({ row, classIndex: readings.classOf(row)! }));
  const classes = Array.from({ length: readings.classCount }, (_, k) => k);
  return [...classes.flatMap(ofClass), ...doubtful].map(({ row, classIndex }) => ({
    line: table.line(row),
    text: table.text(row),
    classIndex,
    probabilities: Array.from(readings.probabilities(row)!),
    reasons: reasons.of(row)!,
  }));
}
