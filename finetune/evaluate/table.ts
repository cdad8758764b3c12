import type { Evaluation } from './evaluate';

/** What `npm run evaluate` prints for one file. Shares are in percent. */
export function evaluationTable(file: string, evaluation: Evaluation): string {
  const { rows, skipped, longTexts, classes, perClass, confusion } = evaluation;
  const notes = [
    `${rows} rows`,
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
