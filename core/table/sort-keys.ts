import { dateReader } from './dates';

/** What a row is sorted by; null: it has nothing to be sorted by. */
export type Key = number | string | null;

/** "1.234,5", "0,5", "-3": numbers as most of Europe writes them. */
const withComma = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/;
const timeOfDay = /\b(\d{1,2}):(\d{2})(?::(\d{2}))?/;

/**
 * What the cells of a column are sorted by: numbers where all of them are, with a full stop or a comma, dates where all of them
 * are, else words.
 * @param cells without white space around them; empty ones are left out of account
 */
export function cellKeys(cells: readonly string[]): readonly Key[] {
  const filled = cells.filter((cell) => cell !== '');
  const keys = (key: (cell: string) => Key): readonly Key[] =>
    cells.map((cell) => (cell === '' ? null : key(cell)));
  if (filled.every((cell) => Number.isFinite(Number(cell)))) return keys(Number);
  if (filled.every((cell) => withComma.test(cell))) {
    return keys((cell) => Number(cell.replaceAll('.', '').replace(',', '.')));
  }
  // Many words: not worth a look at the others where the first is no date.
  if (dateReader(filled.slice(0, 1))(filled[0]!) === null) return keys(wordKey);
  const dayOf = dateReader(filled);
  const days = cells.map((cell) => (cell === '' ? null : dayOf(cell)));
  if (days.some((day, at) => day === null && cells[at] !== '')) return keys(wordKey);
  return days.map((day, at) => (day === null ? null : day + timeIn(cells[at]!)));
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
