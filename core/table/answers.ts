import type { Readings } from './readings';

/** The classes that a row is read as, indices in the model's order; null while it is not read. */
export function answersOf(readings: Readings, row: number): readonly number[] | null {
  if (!readings.isRead(row)) return null;
  const classes = Array.from({ length: readings.classCount }, (_, k) => k);
  return classes.filter((k) => readings.isReadAs(row, k));
}

/**
 * How a row is read, in one cell: the name of its class; of classes that each hold or not, a list as label readers take it
 * (see `namesInCell`). null while it is not read.
 */
export function answerInWords(readings: Readings, row: number, classes: readonly string[]): string | null {
  const names = answersOf(readings, row)?.map((k) => classes[k]!);
  if (!names) return null;
  return readings.rule === 'each' ? namesInCell(names) : names[0]!;
}

/** Names with semicolons between them; as JSON where there is none, or one has a semicolon or would be taken for JSON. */
export function namesInCell(names: readonly string[]): string {
  const isPlain = names.every((name) => !name.includes(';') && !/^\s*\[/.test(name));
  return names.length > 0 && isPlain ? names.join('; ') : JSON.stringify(names);
}
