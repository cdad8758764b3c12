/** Names that columns of labels often have. */
const labelNames = /^(?:label|labels|sentiment|class|target|gold|polarity|annotation)$/i;

export interface GuessedColumns {
  /** An index; 0 where no column has strings. */
  readonly text: number;
  /** null: none looks like one. */
  readonly label: number | null;
}

/**
 * Guesses which columns hold the texts and their labels: the longest strings on average, and a name that says so.
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

/** Letters of a string; few where it has no space, as an address or a key. Numbers and dates are not texts. */
function textLength(field: unknown): number {
  if (typeof field !== 'string') return 0;
  const letters = field.match(/\p{L}/gu)?.length ?? 0;
  return /\S\s+\S/.test(field) ? letters : letters / 100;
}
