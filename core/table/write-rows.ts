import Papa from 'papaparse';
import { answersOf, namesInCell } from './answers';
import { columnType, typedCell, type ColumnType, type TypedCell } from './column-types';
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
  /** What parts the cells of CSV: that of the file, where spreadsheets know it; Excel of many countries knows no comma. */
  readonly delimiter: ',' | ';';
  /** null: none. */
  readonly reasons: Reasons | null;
  /** Whether the texts go with it. */
  readonly withTexts: boolean;
  /** Whether the value of every word for every class goes with it. */
  readonly withValues: boolean;
  /** Rows to be written, in their order; null: all of the file. */
  readonly rows: Uint32Array | null;
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

/**
 * Matches a mark behind which a spreadsheet of another country, which parts cells by it and knows no quotes within a cell,
 * would begin a cell with a formula, and quotes between the two, which are an empty beginning there. Line ends part rows for it
 * likewise.
 */
const partingMark = /[;,\t\r\n]"*(?=[=@＝＠]|[+\-＋－](?![\d.,]*(?:[;,\s]|$))[\p{L}\d(])/gu;

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
    const { line, names, probabilities, problem, raw, language, words, values } = outcome(written, row);
    yield [
      ...columns.map(({ column }) => table.cell(row, column)),
      line,
      names === null ? '' : holdsEach(written) ? namesInCell(names) : names[0]!,
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
    cells.map((cell) =>
      typeof cell === 'string'
        ? cell.replace(partingMark, (mark) => (mark.startsWith(delimiter) ? mark : `${mark}'`))
        : cell,
    ),
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
      const { line, names, probabilities, problem, raw, language, words, values } = outcome(written, row);
      const entries: [string, unknown][] = columns.map(({ name, column }) => [
        name,
        table.value(row, column),
      ]);
      entries.push([added.plain.line, line]);
      if (names !== null) entries.push([added.plain.class, holdsEach(written) ? names : names[0]]);
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
  let [hasOthers, hasRaw] = [false, false];
  for (let row = 0; row < table.length; row++) {
    hasOthers ||= readings !== null && readings.languageOf(row) !== null;
    hasRaw ||= withTexts && table.raw(row) !== null;
  }
  const plain = {
    line: freeName('line', taken),
    class: freeName(holdsEach(written) ? 'labels that hold' : 'class', taken),
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

function outcome({ table, readings, classes, reasons, withValues, withTexts }: Written, row: number) {
  const probabilities = readings?.probabilities(row) ?? null;
  const answers = readings && answersOf(readings, row);
  const found = answers && (reasons?.of(row) ?? null);
  return {
    line: table.line(row),
    names: answers && answers.map((k) => classes[k]!),
    // In as many digits as a Float32 holds, and no more.
    probabilities: probabilities && Array.from(probabilities, digits),
    problem: table.problem(row),
    // It holds the text too.
    raw: withTexts ? table.raw(row) : null,
    language: readings?.languageOf(row) ?? null,
    words:
      found &&
      answers.flatMap((k) => {
        const ofLabel = readings.rule === 'each' ? { label: classes[k]! } : {};
        return strongestWords(table.text(row), found, k).map((word) => ({ ...ofLabel, ...word }));
      }),
    values: found && withValues ? valuesOf(table.text(row), found, classes, withTexts) : null,
  };
}

/** Whether each class holds or not by itself: then a list of names stands for a row. */
function holdsEach({ readings }: Written): boolean {
  return readings?.rule === 'each';
}

/** A word, and by how many percentage points it moves the class that its row is read as. */
interface StrongWord {
  /** Where a row may be read as several: the one that it moves. */
  readonly label?: string;
  readonly word: string;
  readonly points: number;
}

function strongestWords(
  text: string,
  { spans, values, clear }: RowReasons,
  classIndex: number,
): StrongWord[] {
  return spans
    .map((span, word) => ({
      span,
      points: 100 * values[classIndex]![word]!,
      isClear: clear[classIndex]![word]!,
    }))
    .filter(({ points, isClear }) => isClear && Math.abs(points) >= leastPoints)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, mostNamed)
    .map(({ span, points }) => ({ word: text.slice(span.start, span.end), points: digits(points) }));
}

/** "friendly +24, waiting −9"; of several labels "joy: friendly +24; anger: waiting +9". */
function wordsInCell(words: readonly StrongWord[]): string {
  let cell = '';
  words.forEach(({ label, word, points }, at) => {
    const isNext = label !== undefined && label !== words[at - 1]?.label;
    if (at > 0) cell += isNext ? '; ' : ', ';
    cell += `${isNext ? `${label}: ` : ''}${word} ${points < 0 ? '\u2212' : '+'}${Math.abs(points).toFixed(0)}`;
  });
  return cell;
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
