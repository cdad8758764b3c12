/** Names that columns of labels often have. */
const labelNames = /^(?:label|labels|sentiment|class|target|gold|polarity|annotation)$/i;
/** Labels of feelings, as label readers know them. */
const feeling = /^(?:neg(?:ative)?|neu(?:tral)?|pos(?:itive)?)$/i;
/** Days as people and machines write them, a time perhaps behind: 2025-12-31, 2025-12, 31.12.2025, 12/31/25. */
const day =
  /^(?:\d{4}-\d{1,2}(?:-\d{1,2})?|\d{4}\/\d{1,2}\/\d{1,2}|\d{1,2}([./-])\d{1,2}\1\d{2,4})(?:[T ].*)?$/;

export interface GuessedColumns {
  /** The index of the column of texts; 0 if no column has strings. */
  readonly text: number;
  /** The index of the column of labels; null if no column looks like one. */
  readonly label: number | null;
  /** A column of few values, each of many rows: what rows may be grouped by. */
  readonly group: number | null;
  /** A column of days. */
  readonly date: number | null;
}

/** Different values of a column of groups, at most. */
const MOST_GROUPS = 30;
/** Characters of a group's name, at most. */
const GROUP_LENGTH = 60;

/**
 * Guesses which columns hold what: the texts, the longest strings on average; their labels, by name or values; days, by how they are
 * written; groups, by how few values there are.
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
  const find = (isOne: (column: number, name: string) => boolean): number | null => {
    const found = columns.findIndex((name, column) => column !== text && isOne(column, name.trim()));
    return found < 0 ? null : found;
  };
  const label =
    find((_, name) => labelNames.test(name)) ?? find((column) => areFeelings(valuesOf(rows, column)));
  const date = find((column) => column !== label && areDays(valuesOf(rows, column)));
  const group = find(
    (column) => column !== label && column !== date && areGroups(valuesOf(rows, column), rows.length),
  );
  return { text, label, group, date };
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

/** What is in a column, in words; blanks left out. */
function valuesOf(rows: readonly (readonly unknown[])[], column: number): string[] {
  return rows.flatMap((fields) => {
    const field = fields[column];
    if (typeof field !== 'string' && typeof field !== 'number' && typeof field !== 'boolean') return [];
    const value = String(field).trim();
    return value === '' ? [] : [value];
  });
}

function areDays(values: readonly string[]): boolean {
  const days = values.filter((value) => day.test(value)).length;
  return days > 0 && days >= 0.9 * values.length;
}

function areFeelings(values: readonly string[]): boolean {
  return values.every((value) => feeling.test(value)) && new Set(values).size >= 2;
}

/** Words of a sentence, at least. */
const SENTENCE_WORDS = 4;

/**
 * Whether what should name the columns looks like a row: a name that its column has as a value too, a day over days, or a sentence
 * over the texts that ends as no question of a survey does, or has a number over numbers beside it. Where all names come again, they
 * are a header that comes again.
 */
export function isRowOfItsOwn(columns: readonly string[], rows: readonly (readonly unknown[])[]): boolean {
  const again = columns.map((name, column) => {
    const values = valuesOf(rows, column);
    return name !== '' && (values.includes(name) || (day.test(name) && areDays(values)));
  });
  if (again.includes(true)) return again.includes(false) || columns.every((name) => day.test(name));
  const sentence = columns[guessColumns(columns, rows).text]?.trim() ?? '';
  if (sentence.split(/\s+/).length < SENTENCE_WORDS || /[?:]$/.test(sentence)) return false;
  const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
  return (
    /[.!…]$/.test(sentence) ||
    columns.some((name, column) => isNumber(name) && valuesOf(rows, column).every(isNumber))
  );
}

function areGroups(values: readonly string[], rows: number): boolean {
  const different = new Set(values);
  return (
    values.length >= rows / 2 &&
    different.size >= 2 &&
    different.size <= Math.min(MOST_GROUPS, values.length / 3) &&
    values.every((value) => value.length <= GROUP_LENGTH)
  );
}
