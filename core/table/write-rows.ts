import Papa from 'papaparse';
import { namesInCell } from './answers';
import { columnType, typedCell, type ColumnType, type TypedCell } from './column-types';
import { formula, withoutHiddenFormulae } from './formula';
import { holdsEach, isOpen, outcomeOf, wordsInCell, type Outcomes } from './row-outcome';

/** What to write of a table. */
export interface Written extends Outcomes {
  /** What parts the cells of CSV: that of the file, where spreadsheets know it; Excel of many countries knows no comma. */
  readonly delimiter: ',' | ';';
  /** Rows to be written, in their order; null: all of the file. */
  readonly rows: Uint32Array | null;
}

/** Rows of a piece. */
const PIECE = 2048;

/** A value of a cell: strings are never formulae. */
type WrittenCell = string | number;

/**
 * The table as rows of cells, the names of the columns first: every row of the file once, in its place, or those asked for, with
 * the file's own columns, what came of it, and why a row could not be read.
 */
function* writtenRows(written: Written): Generator<WrittenCell[]> {
  const { table, classes } = written;
  const columns = ownColumns(written);
  const added = addedNames(written);
  yield [...columns.map(({ name }) => name), ...Object.values(added.plain), ...added.probabilities];
  for (let at = 0; at < rowCount(written); at++) {
    const row = rowAt(written, at);
    const { line, names, candidates, probabilities, problem, raw, language, words, values } = outcomeOf(
      written,
      row,
    );
    yield [
      ...columns.map(({ column }) => table.cell(row, column)),
      line,
      names === null ? '' : holdsEach(written) ? namesInCell(names) : names[0]!,
      ...(added.plain.candidates === undefined ? [] : [candidates?.join(' or ') ?? '']),
      problem ?? '',
      ...(added.plain.raw === undefined ? [] : [raw ?? '']),
      ...(added.plain.language === undefined ? [] : [language ?? '']),
      ...(added.plain.words === undefined ? [] : [words === null ? '' : wordsInCell(words)]),
      ...(added.plain.values === undefined ? [] : [values === null ? '' : JSON.stringify(values)]),
      ...(probabilities ?? classes.map(() => '')),
    ];
  }
}

/** A table for a spreadsheet. */
export interface TypedTable {
  /** Of each column. */
  readonly types: readonly ColumnType[];
  /** The names of the columns, then the rows. */
  readonly rows: Iterable<TypedCell[]>;
  /** How many these are, the names among them. */
  readonly count: number;
}

/** The same with cells that are numbers, booleans and dates where all of their column are; texts stay texts. */
export function typedTable(written: Written): TypedTable {
  const { table } = written;
  const types = ownColumns(written).map(({ column }) =>
    column === table.shape.textColumn ? 'text' : columnType(cellsOf(written, column)),
  );
  function* rows(): Generator<TypedCell[]> {
    let isHeader = true;
    for (const cells of writtenRows(written)) {
      yield cells.map((cell, column) =>
        isHeader || typeof cell === 'number' ? cell : typedCell(cell, types[column] ?? 'text'),
      );
      isHeader = false;
    }
  }
  return { types, rows: rows(), count: rowCount(written) + 1 };
}

function* cellsOf(written: Written, column: number): Generator<string> {
  for (let at = 0; at < rowCount(written); at++) yield written.table.cell(rowAt(written, at), column);
}

function rowCount({ table, rows }: Written): number {
  return rows?.length ?? table.length;
}

/** A row by its place among those written. */
function rowAt({ rows }: Written, at: number): number {
  return rows === null ? at : rows[at]!;
}

/**
 * The same as CSV (RFC 4180, UTF-8 with a byte-order mark for spreadsheets), in pieces. A cell that a spreadsheet would take
 * for a formula has an apostrophe before it, and so has a part of a cell that one would take for a cell.
 */
export function* csvPieces(written: Written): Generator<string> {
  let lines: WrittenCell[][] = [];
  let mark = '\ufeff';
  for (const cells of writtenRows(written)) {
    lines.push(cells);
    if (mark === '' && lines.length < PIECE) continue;
    yield mark + csvLines(lines, written.delimiter);
    lines = [];
    mark = '';
  }
  if (lines.length > 0) yield csvLines(lines, written.delimiter);
}

function csvLines(lines: readonly (readonly WrittenCell[])[], delimiter: string): string {
  const safe = lines.map((cells) =>
    cells.map((cell) => (typeof cell === 'string' ? withoutHiddenFormulae(cell, delimiter) : cell)),
  );
  return `${Papa.unparse(safe, { delimiter, escapeFormulae: formula, newline: '\r\n' })}\r\n`;
}

/**
 * The table as JSON Lines, in pieces. There is an object for every row of the file, in its place, or for those asked for. Fields
 * that a row lacks are left out.
 */
export function* jsonLinesPieces(written: Written): Generator<string> {
  const { table } = written;
  const columns = uniqueNames(ownColumns(written));
  const added = addedNames(written);
  for (let start = 0; start < rowCount(written); start += PIECE) {
    let piece = '';
    for (let at = start; at < Math.min(start + PIECE, rowCount(written)); at++) {
      const row = rowAt(written, at);
      const { line, names, candidates, probabilities, problem, raw, language, words, values } = outcomeOf(
        written,
        row,
      );
      const entries: [string, unknown][] = columns.map(({ name, column }) => [
        name,
        table.value(row, column),
      ]);
      entries.push([added.plain.line, line]);
      if (names !== null) entries.push([added.plain.class, holdsEach(written) ? names : names[0]]);
      if (candidates !== null) entries.push([added.plain.candidates!, candidates]);
      if (problem !== null) entries.push([added.plain.problem, problem]);
      if (raw !== null) entries.push([added.plain.raw!, raw]);
      if (language !== null) entries.push([added.plain.language!, language]);
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
function addedNames(written: Written) {
  const { table, readings, classes, reasons, withTexts, withValues } = written;
  const taken = new Set(table.shape.columns);
  let [hasOthers, hasRaw, hasOpen] = [false, false, false];
  for (let row = 0; row < table.length; row++) {
    hasOthers ||= readings !== null && readings.languageOf(row) !== null;
    hasOpen ||= readings !== null && isOpen(readings, row);
    hasRaw ||= withTexts && table.raw(row) !== null;
  }
  const plain = {
    line: freeName('line', taken),
    class: freeName(holdsEach(written) ? 'labels that hold' : 'class', taken),
    ...(hasOpen && { candidates: freeName('could be', taken) }),
    problem: freeName('problem', taken),
    ...(hasRaw && { raw: freeName('row as it stands in the file', taken) }),
    ...(hasOthers && { language: freeName('language not learnt', taken) }),
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
