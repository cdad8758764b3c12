/** Names that columns of labels often have. */
const labelNames = /^(?:label|labels|sentiment|class|target|gold|polarity|annotation)$/i;

export interface GuessedColumns {
  /** The index of the column of texts; 0 if no column has strings. */
  readonly text: number;
  /** The index of the column of labels; null if no column looks like one. */
  readonly label: number | null;
}

/**
 * Guesses which columns hold the texts and the labels. Texts are the strings that are longest on average. The column of
 * labels is found by its name.
 * @param rows fields of some rows, parallel to the columns
 */
export function guessColumns(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): GuessedColumns {
  const lengths = columns.map((_, column) =>
    rows.reduce((sum, fields) => sum + textLength(fields[column]), 0),
  );
  const text = Math.max(0, lengths.indexOf(Math.max(...lengths)));
  const label = columns.findIndex((name, column) => column !== text && labelNames.test(name.trim()));
  return { text, label: label < 0 ? null : label };
}

/**
 * How many letters a string has. A string without a space, such as an address or a key, counts little. Numbers and
 * dates are not texts.
 */
function textLength(field: unknown): number {
  if (typeof field !== 'string') return 0;
  const letters = field.match(/\p{L}/gu)?.length ?? 0;
  return /\S\s+\S/.test(field) ? letters : letters / 100;
}
