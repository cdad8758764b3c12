/** A value of a cell, as spreadsheets know them; null: the cell is empty. */
export type TypedCell = string | number | boolean | Date | null;

/** What the cells of a column are: those of a time are days with a time of day. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'day' | 'time';

/** What people and programs write where a value is missing. */
const missing = /^(?:n\/?a|nan|null|none|nil|[-–?.])$/i;
/** Digits that a spreadsheet holds of a number: longer ones are keys, such as those of cards. */
const MOST_DIGITS = 15;
const day = /^\d{4}-\d{2}-\d{2}$/;
const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?$/;
const dates: readonly ColumnType[] = ['day', 'time'];
/** Before it Excel counts a day that there never was. */
const FIRST_DAY = Date.UTC(1900, 2, 1);

/**
 * What all cells of a column are, the empty and the missing ones apart: numbers, booleans or dates only where each reads back as it
 * was written. So 007, 1.50 and 1.234,5 leave their column text: a key must not lose its zeros.
 */
export function columnType(cells: Iterable<string>): ColumnType {
  let found: ColumnType | null = null;
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    const own = typeOf(cell);
    if (own === 'text') return own;
    if (found === null || own === found) found = own;
    // A workbook's midnight comes as a day alone.
    else if (dates.includes(own) && dates.includes(found)) found = 'time';
    else return 'text';
  }
  return found ?? 'text';
}

/** A cell as its column's type has it; a missing one stays as it was written. */
export function typedCell(cell: string, type: ColumnType): TypedCell {
  if (cell === '') return null;
  if (type === 'text' || isMissing(cell)) return cell;
  if (type === 'number') return Number(cell);
  if (type === 'boolean') return cell.toLowerCase() === 'true';
  return new Date(timeOf(cell)!);
}

function isMissing(cell: string): boolean {
  return cell === '' || missing.test(cell);
}

function typeOf(cell: string): ColumnType {
  if (isNumber(cell)) return 'number';
  if (/^(?:true|false)$/i.test(cell)) return 'boolean';
  if (timeOf(cell) === null) return 'text';
  return day.test(cell) ? 'day' : 'time';
}

function isNumber(cell: string): boolean {
  if (cell.length > 32) return false;
  const number = Number(cell);
  const isKey = Number.isInteger(number) && Math.abs(number) >= 10 ** MOST_DIGITS;
  return Number.isFinite(number) && String(number) === cell && !isKey;
}

/** Milliseconds of UTC; null where the cell names no day of a spreadsheet's calendar. */
function timeOf(cell: string): number | null {
  if (!day.test(cell) && !time.test(cell)) return null;
  const [date, clock = '00:00'] = cell.split(/[T ]/) as [string, string?];
  const found = Date.parse(`${date}T${clock}Z`);
  // A day that no calendar has is taken for another, or for none.
  const isReal = !Number.isNaN(found) && new Date(found).toISOString().startsWith(date);
  return isReal && found >= FIRST_DAY ? found : null;
}
