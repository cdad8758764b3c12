import Papa from 'papaparse';
import type { FileTable } from './file-table';
import type { Readings } from './readings';

/** What to write of a table. */
export interface Written {
  readonly table: FileTable;
  readonly readings: Readings | null;
  /** Names of the model's classes, in the order of its probabilities. */
  readonly classes: readonly string[];
  /** Whether the texts are written too. */
  readonly withTexts: boolean;
}

/** How many rows a piece has. */
const PIECE = 2048;

/**
 * Matches what a spreadsheet would run as a formula: a text that begins with = + - @, a tab, a line end, or one of
 * their full-width forms. A plain number is no formula.
 */
const formula = /^(?![+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$)[=+\-@\t\r\n＝＋－＠]/i;

/**
 * The table as CSV, in pieces (RFC 4180, UTF-8 with a byte-order mark for spreadsheets). Every row of the file is there
 * once, in its place, with the file's own columns. A row that could not be read says why. A cell that a spreadsheet
 * would take for a formula begins with an apostrophe.
 */
export function* csvPieces(written: Written): Generator<string> {
  const { table } = written;
  const columns = ownColumns(written);
  const added = addedNames(written);
  const header = [...columns.map(({ name }) => name), ...Object.values(added.plain), ...added.probabilities];
  yield `\ufeff${csvLines([header])}`;
  for (let start = 0; start < table.length; start += PIECE) {
    const lines: (string | number)[][] = [];
    for (let row = start; row < Math.min(start + PIECE, table.length); row++) {
      const { line, className, probabilities, problem } = outcome(written, row);
      lines.push([
        ...columns.map(({ column }) => table.cell(row, column)),
        line,
        className ?? '',
        problem ?? '',
        ...(probabilities ?? written.classes.map(() => '')),
      ]);
    }
    yield csvLines(lines);
  }
}

function csvLines(lines: readonly (readonly (string | number)[])[]): string {
  return `${Papa.unparse(lines as (string | number)[][], { escapeFormulae: formula, newline: '\r\n' })}\r\n`;
}

/**
 * The table as JSON Lines, in pieces. There is an object for every row of the file, in its place. Fields that a row
 * lacks are left out.
 */
export function* jsonLinesPieces(written: Written): Generator<string> {
  const { table } = written;
  const columns = uniqueNames(ownColumns(written));
  const added = addedNames(written);
  for (let start = 0; start < table.length; start += PIECE) {
    let piece = '';
    for (let row = start; row < Math.min(start + PIECE, table.length); row++) {
      const { line, className, probabilities, problem } = outcome(written, row);
      const entries: [string, unknown][] = columns.map(({ name, column }) => [
        name,
        table.value(row, column),
      ]);
      entries.push([added.plain.line, line]);
      if (className !== null) entries.push([added.plain.class, className]);
      if (problem !== null) entries.push([added.plain.problem, problem]);
      probabilities?.forEach((probability, k) => entries.push([added.probabilities[k]!, probability]));
      // The object is made from entries, so that a column named __proto__ is a normal field.
      piece += `${JSON.stringify(Object.fromEntries(entries))}\n`;
    }
    yield piece;
  }
}

interface OwnColumn {
  readonly name: string;
  readonly column: number;
}

function ownColumns({ table, withTexts }: Written): OwnColumn[] {
  const { columns, textColumn } = table.shape;
  const own = columns.map((name, column) => ({ name, column }));
  return withTexts ? own : own.filter(({ column }) => column !== textColumn);
}

/** An object has each field only once. If two columns have the same name, the second gets a number. */
function uniqueNames(columns: readonly OwnColumn[]): OwnColumn[] {
  const taken = new Set<string>();
  return columns.map(({ name, column }) => ({ name: freeName(name, taken), column }));
}

/** Names of the added columns. The file has none of these names. */
function addedNames({ table, classes }: Written) {
  const taken = new Set(table.shape.columns);
  const plain = {
    line: freeName('line', taken),
    class: freeName('class', taken),
    problem: freeName('problem', taken),
  };
  return { plain, probabilities: classes.map((name) => freeName(`probability of ${name}`, taken)) };
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  taken.add(free);
  return free;
}

function outcome({ table, readings, classes }: Written, row: number) {
  const probabilities = readings?.probabilities(row) ?? null;
  return {
    line: table.line(row),
    className: probabilities && classes[readings!.classOf(row)!]!,
    // As many digits as a Float32 holds.
    probabilities: probabilities && Array.from(probabilities, (p) => Number(p.toPrecision(7))),
    problem: table.problem(row),
  };
}
