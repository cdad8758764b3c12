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
export async function* streamExamples(
  file: string,
  { limit = Infinity, ...reading }: ReadOptions,
): AsyncGenerator<Example> {
  let read = 0;
  for await (const { text, label, holds, probs } of readLabelledRows(file, reading)) {
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
