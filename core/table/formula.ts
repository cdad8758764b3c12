/**
 * Matches what a spreadsheet would run as a formula: a text that begins with = + - @, a tab, a line end, or one of
 * their full-width forms. A plain number is no formula.
 */
export const formula = /^(?![+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$)[=+\-@\t\r\n＝＋－＠]/i;

/**
 * Matches a mark behind which a spreadsheet of another country, which parts cells by it and knows no quotes within a cell,
 * would begin a cell with a formula, and quotes between the two, which are an empty beginning there. Line ends part rows for it
 * likewise.
 */
const partingMark = /[;,\t\r\n]"*(?=[=@＝＠]|[+\-＋－](?![\d.,]*(?:[;,\s]|$))[\p{L}\d(])/gu;

/** A cell with an apostrophe before each part of it that a spreadsheet which parts cells by other marks would run. */
export function withoutHiddenFormulae(cell: string, delimiter: string): string {
  return cell.replace(partingMark, (mark) => (mark.startsWith(delimiter) ? mark : `${mark}'`));
}
