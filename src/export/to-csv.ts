import Papa from 'papaparse';
import { formula } from '../../core/table/write-rows';
import type { Explanation } from '../../core/attribution/explanation';

/**
 * Values as CSV (RFC 4180, UTF-8 with a byte-order mark for spreadsheets): a line per method and word.
 *
 * @param text the text that the spans refer to
 */
export function toCsv(
  text: string,
  explanations: readonly Explanation[],
  classes: readonly string[],
): string {
  const rows = explanations.flatMap((explanation) =>
    explanation.spans.map(({ start, end }, index) => ({
      method: explanation.method,
      class: classes[explanation.target.classIndex] ?? String(explanation.target.classIndex),
      output: explanation.target.output,
      unit: explanation.unit,
      word: text.slice(start, end),
      start,
      end,
      value: explanation.values[index],
      standard_error: explanation.standardErrors?.[index] ?? null,
    })),
  );
  // A word such as "=1+1" would be run as a formula when the file is opened. Numbers are never escaped.
  return `\ufeff${Papa.unparse(rows, { escapeFormulae: formula })}\r\n`;
}
