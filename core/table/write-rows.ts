import Papa from 'papaparse';
import type { FileTable } from './file-table';
import type { Readings } from './readings';
import type { Reasons } from './reasons';
import type { RowReasons } from './row-reasons';

/** What to write of a table. */
export interface Written {
  readonly table: FileTable;
  readonly readings: Readings | null;
  /** Names of the model's classes, in the order of its probabilities. */
  readonly classes: readonly string[];
  /** null: none. */
  readonly reasons: Reasons | null;
  /** Whether the texts go with it. */
  readonly withTexts: boolean;
  /** Whether the value of every word for every class goes with it. */
  readonly withValues: boolean;
}

/** Words named of a row, at most; and the points that one has to move to be named. */
const [mostNamed, leastPoints] = [5, 1];

/** Rows of a piece. */
const PIECE = 2048;

/**
 * Matches what a spreadsheet would run as a formula: a text that begins with = + - @, a tab, a line end, or one of
 * their full-width forms. A plain number is no formula.
 */
export const formula = /^(?![+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$)[=+\-@\t\r\n＝＋－＠]/i;

/** A value of a cell: strings are never formulae. */
export type WrittenCell = string | number;

/**
 * The table as rows of cells, the names of the columns first: every row of the file once, in its place, with the file's own
 * columns, what came of it, and why a row could not be read.
 */
export function* writtenRows(written: Written): Generator<WrittenCell[]> {
  const { table, classes } = written;
  const columns = ownColumns(written);
  const added = addedNames(written);
  yield [...columns.map(({ name }) => name), ...Object.values(added.plain), ...added.probabilities];
  for (let row = 0; row < table.length; row++) {
    const { line, className, probabilities, problem, words, values } = outcome(written, row);
    yield [
      ...columns.map(({ column }) => table.cell(row, column)),
      line,
      className ?? '',
      problem ?? '',
      ...(added.plain.words === undefined ? [] : [words ?? '']),
      ...(added.plain.values === undefined ? [] : [values === null ? '' : JSON.stringify(values)]),
      ...(probabilities ?? classes.map(() => '')),
    ];
  }
}

/**
 * The same as CSV (RFC 4180, UTF-8 with a byte-order mark for spreadsheets), in pieces. A cell that a spreadsheet would take
 * for a formula has an apostrophe before it.
 */
export function* csvPieces(written: Written): Generator<string> {
  let lines: WrittenCell[][] = [];
  let mark = '\ufeff';
  for (const cells of writtenRows(written)) {
    lines.push(cells);
    if (mark === '' && lines.length < PIECE) continue;
    yield mark + csvLines(lines);
    lines = [];
    mark = '';
  }
  if (lines.length > 0) yield csvLines(lines);
}

function csvLines(lines: readonly (readonly WrittenCell[])[]): string {
  return `${Papa.unparse(lines as WrittenCell[][], { escapeFormulae: formula, newline: '\r\n' })}\r\n`;
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
      const { line, className, probabilities, problem, words, values } = outcome(written, row);
      const entries: [string, unknown][] = columns.map(({ name, column }) => [
        name,
        table.value(row, column),
      ]);
      entries.push([added.plain.line, line]);
      if (className !== null) entries.push([added.plain.class, className]);
      if (problem !== null) entries.push([added.plain.problem, problem]);
      if (words !== null) entries.push([added.plain.words!, words]);
      if (values !== null) entries.push([added.plain.values!, values]);
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

/** Names of what is added, none of which the file has. */
function addedNames({ table, classes, reasons, withValues }: Written) {
  const taken = new Set(table.shape.columns);
  const plain = {
    line: freeName('line', taken),
    class: freeName('class', taken),
    problem: freeName('problem', taken),
    ...(reasons && { words: freeName('strongest words', taken) }),
    ...(reasons && withValues && { values: freeName('values of words', taken) }),
  };
  return { plain, probabilities: classes.map((name) => freeName(`probability of ${name}`, taken)) };
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  taken.add(free);
  return free;
}

function outcome({ table, readings, classes, reasons, withValues, withTexts }: Written, row: number) {
  const probabilities = readings?.probabilities(row) ?? null;
  const classIndex = readings?.classOf(row) ?? null;
  const found = classIndex === null ? null : (reasons?.of(row) ?? null);
  return {
    line: table.line(row),
    className: classIndex === null ? null : classes[classIndex]!,
    // In as many digits as a Float32 holds, and no more.
    probabilities: probabilities && Array.from(probabilities, digits),
    problem: table.problem(row),
    words: found && strongestWords(table.text(row), found, classIndex!),
    values: found && withValues ? valuesOf(table.text(row), found, classes, withTexts) : null,
  };
}

/** "friendly +24, waiting −9": in percentage points of the class that the row is read as. */
function strongestWords(text: string, { spans, values, clear }: RowReasons, classIndex: number): string {
  return spans
    .map((span, word) => ({
      span,
      points: 100 * values[classIndex]![word]!,
      isClear: clear[classIndex]![word]!,
    }))
    .filter(({ points, isClear }) => isClear && Math.abs(points) >= leastPoints)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, mostNamed)
    .map(({ span, points }) => {
      const sign = points < 0 ? '\u2212' : '+';
      return `${text.slice(span.start, span.end)} ${sign}${Math.abs(points).toFixed(0)}`;
    })
    .join(', ');
}

/** Of every word where it stands, and what it does to each class; the word itself only where texts go with it. */
function valuesOf(
  text: string,
  { spans, values }: RowReasons,
  classes: readonly string[],
  withWords: boolean,
) {
  return spans.map(({ start, end }, word) => ({
    ...(withWords && { word: text.slice(start, end) }),
    start,
    end,
    values: classes.map((_, k) => digits(values[k]![word]!)),
  }));
}

function digits(value: number): number {
  return Number(value.toPrecision(7));
}
