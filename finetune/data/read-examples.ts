import type { Example } from './example';
import { readLabelledRows, type LabelledReading } from './read-rows';

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
export async function readExamples(
  file: string,
  { limit = Infinity, ...reading }: ReadOptions,
): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const { text, label, probs } of readLabelledRows(file, reading)) {
    examples.push({ text, ...(label !== undefined && { label }), ...(probs && { probs }) });
    if (examples.length >= limit) break;
  }
  return examples;
}
