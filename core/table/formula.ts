/**
 * Matches what a spreadsheet would run as a formula: a text that begins with = + - @, a tab, a line end, or one of
 * their full-width forms. A plain number is no formula.
 */
export const formula = /^(?![+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$)[=+\-@\t\r\n＝＋－＠]/i;
