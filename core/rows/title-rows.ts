/** A row at the beginning of a file. */
export interface FirstRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows above the names of columns, at most. */
const mostTitles = 10;
/** Share of the rows below them that are about as wide as the names. */
const alikeShare = 0.8;

/**
 * Where the names of columns stand below titles, as in what people export from spreadsheets: a title has one cell with something in
 * it, names have more, and the rows below them too.
 * @returns the line of the names; null where no titles stand above them
 */
export function lineOfNames(rows: readonly FirstRow[]): number | null {
  const filled = rows.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length);
  const at = filled.findIndex((count) => count > 1);
  if (at < 1 || at > mostTitles) return null;
  const [width, above] = [filled[at]!, rows[at - 1]!];
  // Of two columns one may have no name: then the row above is no title, but names them.
  const isApart = filled[at - 1] === 0 || rows[at]!.line > above.line + 1;
  if (width < 3 && !isApart && !areNames(rows[at]!, rows.slice(at + 1))) return null;
  const below = filled.slice(at + 1).filter((count) => count > 0);
  const alike = below.filter((count) => 2 * count > width && count <= width).length;
  return below.length > 0 && alike >= alikeShare * below.length ? rows[at]!.line : null;
}

const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell));
const words = (cell: string): number => cell.split(/\s+/).length;
/** Words of a name, at most; and of the texts below one, on average. */
const [mostOfName, leastOfTexts] = [3, 5];

/** Whether a row of two cells clearly names what stands below: numbers below a word, or texts below a name of few words. */
function areNames({ cells }: FirstRow, below: readonly FirstRow[]): boolean {
  // Prose has white space behind its commas.
  if (cells.some((cell) => /^\s/.test(cell))) return false;
  const columns = cells.flatMap((cell, column) => {
    const name = cell.trim();
    const values = below.map((row) => row.cells[column]?.trim() ?? '').filter((value) => value !== '');
    return name === '' ? [] : [{ name, values }];
  });
  const isName = columns.every(
    ({ name, values }) => !isNumber(name) && words(name) <= mostOfName && !values.includes(name),
  );
  const tells = columns.some(({ values }) => {
    const isText = values.reduce((sum, value) => sum + words(value), 0) >= leastOfTexts * values.length;
    return values.length > 0 && (values.every(isNumber) || isText);
  });
  return isName && tells;
}
