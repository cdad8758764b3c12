import type { Example } from './example';
import { unreadLine, type UnreadLine } from './unread-line';
import { readReportedLabelledRows, type LabelledReading } from './read-rows';

export interface ReadOptions extends LabelledReading {
  /** How many rows are read at most. */
  readonly limit?: number;
}

/**
 * Reads a data set: texts with labels, soft labels ("probs") or both, as docs/training.md describes the files.
 * @param file "-": standard input
 * @throws Error that names the file, and the line where there is one, when the file cannot be read, a row is wrong, or
 *   there is none
 */
export async function* streamExamples(file: string, options: ReadOptions): AsyncGenerator<Example> {
  for await (const row of streamEveryRow(file, options)) if (!('fault' in row)) yield row;
}

/** As `streamExamples`, with what is said of each row that is left out, in its place. */
export async function* streamEveryRow(
  file: string,
  { limit = Infinity, ...reading }: ReadOptions,
): AsyncGenerator<Example | UnreadLine> {
  let read = 0;
  for await (const row of readReportedLabelledRows(file, reading)) {
    if (row.kind !== 'row') {
      yield unreadLine(row);
      continue;
    }
    const { text, label, holds, probs } = row;
    yield { text, ...(label !== undefined && { label }), ...(holds && { holds }), ...(probs && { probs }) };
    if (++read >= limit) return;
  }
}

/** The same, as a list. */
export async function readExamples(file: string, options: ReadOptions): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const example of streamExamples(file, options)) examples.push(example);
  return examples;
}
