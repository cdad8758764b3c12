import { DateForms, type DateForm } from './written-dates';

/** A value of a cell, as spreadsheets know them; null: the cell is empty. */
export type TypedCell = string | number | boolean | Date | null;

/** What the cells of a column are. */
export type ColumnType = 'text' | 'number' | 'boolean' | DateForm;

/** What people and programs write where a value is missing. */
const missing = /^(?:n\/?a|nan|null|none|nil|[-–?.])$/i;
/** Digits that a spreadsheet holds of a number: longer ones are keys, such as those of cards. */
const MOST_DIGITS = 15;

/**
 * What all cells of a column are, the empty and the missing ones apart: numbers, booleans or dates only where each reads back as it
 * was written. So 007, 1.50 and 1.234,5 leave their column text, for a key must not lose its zeros, and so does 03/04/2026, where
 * no other cell says whether it is a day in March or in April.
 */
export function columnType(cells: Iterable<string>): ColumnType {
  const dates = new DateForms();
  let [isEmpty, isNumbers, isBooleans, isDates] = [true, true, true, true];
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    isEmpty = false;
    isNumbers &&= isNumber(cell);
    isBooleans &&= /^(?:true|false)$/i.test(cell);
    isDates &&= dates.add(cell);
    if (!isNumbers && !isBooleans && !isDates) return 'text';
  }
  if (isEmpty) return 'text';
  if (isNumbers) return 'number';
  return isBooleans ? 'boolean' : (dates.found ?? 'text');
}

/** A cell as its column's type has it; a missing one stays as it was written. */
export function typedCell(cell: string, type: ColumnType): TypedCell {
  if (cell === '') return null;
  if (type === 'text' || isMissing(cell)) return cell;
  if (type === 'number') return Number(cell);
  if (type === 'boolean') return cell.toLowerCase() === 'true';
  return new Date(type.read(cell)!);
}

function isMissing(cell: string): boolean {
  return cell === '' || missing.test(cell);
}

function isNumber(cell: string): boolean {
  if (cell.length > 32) return false;
  const number = Number(cell);
  const isKey = Number.isInteger(number) && Math.abs(number) >= 10 ** MOST_DIGITS;
  return Number.isFinite(number) && String(number) === cell && !isKey;
}
