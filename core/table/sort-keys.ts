import { dateReader } from './dates';

/** What a row is sorted by; null: it has nothing to be sorted by. */
export type Key = number | string | null;

/** "1.234,5", "0,5", "-3": numbers as most of Europe writes them. */
const withComma = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/;
const timeOfDay = /(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?/;

/** What a cell of a column is sorted by, and what its cells are. */
export interface KeyReader {
  readonly kind: 'number' | 'date' | 'word';
  /** Of a cell with something in it. */
  readonly key: (cell: string) => number | string;
}

/**
 * What the cells of a column are: numbers where all of them are, with a full stop or a comma, dates where all of them are, else
 * words.
 * @param cells without white space around them; empty ones are left out of account
 */
export function keyReader(cells: readonly string[]): KeyReader {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.every((cell) => Number.isFinite(Number(cell)))) return { kind: 'number', key: Number };
  if (filled.every((cell) => withComma.test(cell))) {
    return { kind: 'number', key: (cell) => Number(cell.replaceAll('.', '').replace(',', '.')) };
  }
  const words = { kind: 'word', key: wordKey } as const;
  // Many words: not worth a look at the others where the first is no date.
  if (dateReader(filled.slice(0, 1))(filled[0]!) === null) return words;
  const dayOf = dateReader(filled);
  if (filled.some((cell) => dayOf(cell) === null)) return words;
  return { kind: 'date', key: (cell) => dayOf(cell)! + timeIn(cell) };
}

/** What the cells of a column are sorted by, see `keyReader`; null of an empty one. */
export function cellKeys(cells: readonly string[]): readonly Key[] {
  const { key } = keyReader(cells);
  return cells.map((cell) => (cell === '' ? null : key(cell)));
}

/** Without regard to case and accents: Ä stands beside A, not behind Z. */
function wordKey(cell: string): string {
  const small = cell.toLowerCase();
  return /[\u0080-\uFFFF]/.test(small) ? small.normalize('NFD').replace(/\p{M}/gu, '') : small;
}

/** Milliseconds since midnight; 0 where a cell says no time. */
function timeIn(cell: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = timeOfDay.exec(cell) ?? [];
  return 1000 * (Number(seconds) + 60 * (Number(minutes) + 60 * Number(hours)));
}
