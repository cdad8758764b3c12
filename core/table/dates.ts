/** Reads a cell as a day, in milliseconds of UTC; null where it names none. */
export type DateReader = (cell: string) => number | null;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const yearFirst = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const month = `(${months.join('|')})[a-z]*\\.?`;
/** "06 Apr 2009", "Apr 6, 2009", and with a weekday, a time and a zone between, "Mon Apr 06 22:19:45 PDT 2009". */
const dayNamed = new RegExp(`\\b(\\d{1,2})\\.? ${month},? (\\d{4})\\b`, 'i');
const monthNamed = new RegExp(`\\b${month} (\\d{1,2})(?:,|\\b)(?: [\\d:]+(?: \\w+)?)? (\\d{4})\\b`, 'i');
/** Seconds or milliseconds since 1970, of this millennium's first decades. */
const stamp = /^1\d{9}(?:\d{3})?$/;

/**
 * How the dates of a column are to be read. 03/04/2026 may be a day in March or in April: the first number is the day where
 * it is above 12 in any row, or a full stop parts them; else the month.
 * @param cells of the column
 */
export function dateReader(cells: Iterable<string>): DateReader {
  let isDayFirst = false;
  for (const cell of cells) {
    const [, first, mark] = yearLast.exec(cell.trim()) ?? [];
    if (first !== undefined && (Number(first) > 12 || mark === '.')) isDayFirst = true;
  }
  return (cell) => {
    const text = cell.trim();
    if (stamp.test(text)) return dayOf(Number(text) * (text.length === 10 ? 1000 : 1));
    let found = yearFirst.exec(text);
    if (found) return utc(found[1]!, Number(found[2]), found[3] ?? '1');
    found = yearLast.exec(text);
    if (found) {
      const [day, month] = isDayFirst ? [found[1]!, found[3]!] : [found[3]!, found[1]!];
      return utc(wholeYear(found[4]!), Number(month), day);
    }
    found = dayNamed.exec(text);
    if (found) return utc(found[3]!, monthNumber(found[2]!), found[1]!);
    found = monthNamed.exec(text);
    return found && utc(found[3]!, monthNumber(found[1]!), found[2]!);
  };
}

/** Of two figures those from 70 on are of the last century, as everywhere since POSIX. */
function wholeYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) < 70 ? `20${year}` : `19${year}`;
}

function monthNumber(name: string): number {
  return 1 + months.indexOf(name.toLowerCase());
}

function dayOf(milliseconds: number): number {
  return 86_400_000 * Math.floor(milliseconds / 86_400_000);
}

/** null where the calendar has no such day. */
function utc(year: string, month: number, day: string): number | null {
  const time = Date.UTC(Number(year), month - 1, Number(day));
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day) ? time : null;
}
