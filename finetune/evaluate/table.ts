import { rowsText } from '../../core/report/notes';
import type { Evaluation } from './evaluate';
import type { LabelEvaluation } from './evaluate-labels';

/** What `npm run evaluate` prints for one file. Shares are in percent. */
export function evaluationTable(file: string, evaluation: Evaluation): string {
  const { rows, skipped, longTexts, classes, perClass, confusion } = evaluation;
  const notes = [
    rowsText(rows),
    ...(skipped > 0 ? [`${skipped} neutral left out`] : []),
    ...(longTexts > 0 ? [`${longTexts} longer than the model reads`] : []),
  ];
  const summary = [
    ['accuracy', percent(evaluation.accuracy)],
    ['macro-recall', percent(evaluation.macroRecall)],
    ['macro-F1', percent(evaluation.macroF1)],
    ['calibration error', percent(evaluation.calibrationError)],
  ];
  const figures = perClass.map(({ precision, recall, f1, support }, k) => [
    classes[k]!,
    percent(precision),
    percent(recall),
    percent(f1),
    String(support),
  ]);
  const counts = confusion.map((row, k) => [`true ${classes[k]}`, ...row.map(String)]);
  return [
    `${file}: ${notes.join(', ')}`,
    grid(summary),
    grid([['', 'precision', 'recall', 'F1', 'rows'], ...figures]),
    grid([['', ...classes.map((name) => `as ${name}`)], ...counts]),
    '',
  ].join('\n\n');
}

/** The same for a model whose classes each hold or not. Log losses are in nats. */
export function labelEvaluationTable(file: string, evaluation: LabelEvaluation): string {
  const { rows, longTexts, classes, perLabel } = evaluation;
  const notes = [rowsText(rows), ...(longTexts > 0 ? [`${longTexts} longer than the model reads`] : [])];
  const summary = [
    ['all labels right', percent(evaluation.exactMatch)],
    ['micro-F1', percent(evaluation.microF1)],
    ['macro-F1', percent(evaluation.macroF1)],
    ['macro-recall', percent(evaluation.macroRecall)],
    ['log loss', evaluation.logLoss.toFixed(4)],
  ];
  const figures = perLabel.map(({ precision, recall, f1, logLoss, support }, k) => [
    classes[k]!,
    percent(precision),
    percent(recall),
    percent(f1),
    logLoss.toFixed(4),
    String(support),
  ]);
  return [
    `${file}: ${notes.join(', ')}`,
    grid(summary),
    grid([['', 'precision', 'recall', 'F1', 'log loss', 'rows'], ...figures]),
    '',
  ].join('\n\n');
}

function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(2);
}

/** Cells in columns: the first to the left, the others to the right. */
function grid(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join('  ');
  return rows.map((row) => `  ${line(row)}`).join('\n');
}
