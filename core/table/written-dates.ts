/** How the dates of a column are written, all of them alike. */
export interface DateForm {
  /** As number formats of spreadsheets have it: "yyyy-mm-dd", "dd.mm.yyyy hh:mm:ss". */
  readonly format: string;
  /** Milliseconds of UTC; null where the cell is not written so, or names no day of a spreadsheet's calendar. */
  readonly read: (cell: string) => number | null;
}

/** In which order year, month and day stand. */
type Order = 'yyyy-mm-dd' | 'dd-mm-yyyy' | 'mm-dd-yyyy';

/** Before it Excel counts a day that there never was. */
const FIRST_DAY = Date.UTC(1900, 2, 1);
const DAY = 86_400_000;
const timeFormat = ' hh:mm:ss';

/**
 * @param isPadded whether days and months below ten have a zero before them
 * @param withTime whether a time of day may stand behind
 */
function dateForm(order: Order, mark: string, isPadded: boolean, withTime: boolean): DateForm {
  const number = isPadded ? '\\d{2}' : '[1-9]\\d?';
  const parts = order.split('-');
  const pattern = parts.map((part) => (part === 'yyyy' ? `(?<year>\\d{4})` : `(?<${part[0]}>${number})`));
  const time = '(?:[T ](?<hours>\\d{2}):(?<minutes>\\d{2})(?::(?<seconds>\\d{2}))?)?';
  const written = new RegExp(`^${pattern.join(`\\${mark}`)}${withTime ? time : ''}$`);
  const format = parts.map((part) => (part === 'yyyy' || isPadded ? part : part[0])).join(mark);
  return {
    format: format + (withTime ? timeFormat : ''),
    read: (cell) => {
      const found = written.exec(cell)?.groups;
      if (!found) return null;
      const { year, d, m, hours = '0', minutes = '0', seconds = '0' } = found;
      const day = Date.UTC(Number(year), Number(m) - 1, Number(d));
      // A day that no calendar has is taken for another.
      const isReal = new Date(day).getUTCDate() === Number(d) && Number(m) <= 12;
      const clock = 1000 * (Number(seconds) + 60 * (Number(minutes) + 60 * Number(hours)));
      const isClock = Number(minutes) < 60 && Number(seconds) < 60 && clock < DAY;
      return isReal && isClock && day >= FIRST_DAY ? day + clock : null;
    },
  };
}

/** Without a time of day first: where none stands behind any, none is written. */
const forms: readonly DateForm[] = [false, true].flatMap((withTime) =>
  (
    [
      ['yyyy-mm-dd', '-'],
      ['yyyy-mm-dd', '/'],
      ['yyyy-mm-dd', '.'],
      ['dd-mm-yyyy', '.'],
      ['dd-mm-yyyy', '/'],
      ['dd-mm-yyyy', '-'],
      ['mm-dd-yyyy', '/'],
      ['mm-dd-yyyy', '-'],
    ] as const
  ).flatMap(([order, mark]) => [true, false].map((isPadded) => dateForm(order, mark, isPadded, withTime))),
);

/** Finds how the dates of a column are written, cell by cell. */
export class DateForms {
  #left: readonly DateForm[] = forms;

  /** Looks at a cell. @returns whether it is a date that is written as those before */
  add(cell: string): boolean {
    this.#left = this.#left.filter(({ read }) => read(cell) !== null);
    return this.#left.length > 0;
  }

  /** null where they may be read in two ways: as days of two months. */
  get found(): DateForm | null {
    const [first, ...others] = this.#left;
    if (!first) return null;
    // By what stands first: year, day or month.
    return others.every(({ format }) => format[0] === first.format[0]) ? first : null;
  }
}
