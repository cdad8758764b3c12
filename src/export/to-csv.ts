import Papa from 'papaparse';
import { formula } from '../../core/table/formula';
import type { Explanation } from '../../core/attribution/explanation';
import type { ModelSummary } from '../../workers/api';

/** What made the values, and when. */
export interface Origin {
  readonly model: Pick<ModelSummary, 'name' | 'version' | 'classes'>;
  /** ISO 8601. */
  readonly date: string;
}

/**
 * Values as CSV (RFC 4180, UTF-8 with a byte-order mark for spreadsheets): a line per method and word.
 *
 * @param text the text that the spans refer to
 * @param origin stands in each line: lines are taken out of their file
 */
export function toCsv(text: string, explanations: readonly Explanation[], origin: Origin): string {
  const { model, date } = origin;
  const rows = explanations.flatMap((explanation) =>
    explanation.spans.map(({ start, end }, index) => ({
      method: explanation.method,
      class: model.classes[explanation.target.classIndex] ?? String(explanation.target.classIndex),
      output: explanation.target.output,
      unit: explanation.unit,
      word: text.slice(start, end),
      start,
      end,
      value: explanation.values[index],
      standard_error: explanation.standardErrors?.[index] ?? null,
      settings: JSON.stringify(explanation.settings),
      model: model.name,
      version: model.version,
      date,
    })),
  );
  // A word such as "=1+1" would be run as a formula when the file is opened. Numbers are never escaped.
  return `\ufeff${Papa.unparse(rows, { escapeFormulae: formula })}\r\n`;
}
