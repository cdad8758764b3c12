import Papa from 'papaparse';
import { undecodable, type Decoder } from './decode';
import { lineEndOf, tooLong, type LineEnd } from './lines';
import { lineOfNames, type FirstRow } from './title-rows';
import { MAX_ROW_CHARACTERS, type Fault, type RecordParser, type TableEvent } from './types';

/**
 * Rows of separated values (RFC 4180). A row whose quotes are wrong is a fault, and reading goes on at the next line, so
 * that one stray quote costs one row. A row with more or fewer fields than the header is a fault too. Empty lines, and
 * lines of spaces, are no rows.
 */
export class CsvRecords implements RecordParser {
  /** Text that has been read and is not a whole row yet. */
  #rest = '';
  #line = 1;
  /** Fields of the header; 0 before it is read. */
  #columns = 0;
  /** Length of the rest when it last held no whole row. */
  #tried = 0;
  /** Lines whose text is left out, up to the end of the last. */
  #toSkip: number;

  /** @param titles lines above the header, which are left out */
  constructor(
    private readonly delimiter: string,
    private readonly lineEnd: LineEnd,
    private readonly decoder: Decoder,
    titles = 0,
  ) {
    this.#toSkip = titles;
  }

  *push(text: string): Iterable<TableEvent> {
    this.#rest += this.#behindSkipped(text);
    // A row is looked for when there is twice as much text as last time: a long row is not parsed again for every
    // piece.
    if (this.#rest.length < 2 * this.#tried) return;
    yield* this.#takeRows();
    while (this.#rest.length > MAX_ROW_CHARACTERS) {
      yield this.#lineFault(this.#rest.startsWith('"') ? unclosed : tooLong, false);
      this.#skipLine();
      yield* this.#takeRows();
    }
    this.#tried = this.#rest.length;
  }

  *end(): Iterable<TableEvent> {
    if (this.#rest !== '' && !this.#rest.endsWith(this.lineEnd)) this.#rest += this.lineEnd;
    yield* this.#takeRows();
    while (this.#rest !== '') {
      yield this.#lineFault(unclosed);
      this.#skipLine();
      yield* this.#takeRows();
    }
  }

  /** Gives the whole rows of the rest, and removes them from it. */
  *#takeRows(): Iterable<TableEvent> {
    for (;;) {
      // Papa Parse takes a quote at the end of its input for a closing quote, so it gets whole lines only.
      const lines = this.#rest.slice(0, this.#rest.lastIndexOf(this.lineEnd) + 1);
      const { rows, hasBadQuotes } = parseRows(lines, this.delimiter, this.lineEnd);
      let start = 0;
      for (const { cells, end } of rows) {
        const event = this.#event(lines.slice(start, end), cells);
        this.#line += count(lines, this.lineEnd, start, end);
        start = end;
        if (event) yield event;
      }
      this.#rest = this.#rest.slice(start);
      if (!hasBadQuotes) return;
      yield this.#lineFault(
        'a quote within a quoted field is not doubled, or the field goes on behind its quotes',
      );
      this.#skipLine();
    }
  }

  /**
   * The fault of the first line of the rest. With a wrong encoding quotes look wrong too, so the encoding is checked
   * first.
   * @param isWhole whether the line is there to its end
   */
  #lineFault(message: string, isWhole = true): Fault {
    const [line = ''] = this.#rest.split(this.lineEnd, 1);
    const raw = isWhole ? { raw: withoutEnd(line) } : {};
    return this.#undecodable(line) ?? { kind: 'fault', line: this.#line, message, ...raw };
  }

  #undecodable(raw: string): Fault | null {
    const bad = undecodable(raw, this.decoder, this.#line === 1);
    return bad && { kind: 'fault', line: this.#line + bad.lines, message: bad.message, remedy: 'encoding' };
  }

  /** The end of a line may be in what is still to come. */
  #skipLine(): void {
    this.#toSkip = 1;
    this.#rest = this.#behindSkipped(this.#rest);
  }

  /** What of a text stands behind the lines that are left out. */
  #behindSkipped(text: string): string {
    let rest = text;
    while (this.#toSkip > 0) {
      const end = rest.indexOf(this.lineEnd);
      if (end < 0) return '';
      this.#toSkip--;
      this.#line++;
      rest = rest.slice(end + 1);
    }
    return rest;
  }

  #event(raw: string, cells: readonly string[]): TableEvent | null {
    const bad = this.#undecodable(raw);
    if (bad) return bad;
    if (cells.length === 1 && raw.trim() === '') return null;
    const last = cells.at(-1)!;
    // If the last cell has no quotes, it ends with the \r of \r\n.
    const before = raw.at(-2 - last.length) ?? this.delimiter;
    const isOfLineEnd = before === this.delimiter && last.endsWith('\r') && raw.endsWith(last + this.lineEnd);
    const fields = isOfLineEnd ? [...cells.slice(0, -1), last.slice(0, -1)] : cells;
    if (this.#columns === 0) this.#columns = fields.length;
    if (fields.length !== this.#columns) {
      const message = `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} under a header of ${this.#columns}`;
      return { kind: 'fault', line: this.#line, message, remedy: 'delimiter', raw: withoutEnd(raw) };
    }
    return { kind: 'record', line: this.#line, fields };
  }
}

function withoutEnd(row: string): string {
  return row.replace(/\r?\n?$/, '');
}

const unclosed = 'a quote opens a field and is not closed';

/** The rows of some whole lines, up to the first row whose quotes are wrong. `end` is where a row ends in the text. */
function parseRows(
  lines: string,
  delimiter: string,
  newline: LineEnd,
): {
  readonly rows: { readonly cells: readonly string[]; readonly end: number }[];
  readonly hasBadQuotes: boolean;
} {
  const rows: { cells: readonly string[]; end: number }[] = [];
  let hasBadQuotes = false;
  const parser = new Papa.Parser({
    delimiter,
    newline,
    step({ data, errors, meta }) {
      if (hasBadQuotes) return;
      hasBadQuotes = errors.length > 0;
      if (hasBadQuotes) parser.abort();
      else rows.push({ cells: data[0]!, end: meta.cursor });
    },
  });
  // The last row is not taken: it is empty, or its quotes are still open.
  const { errors } = parser.parse(lines, 0, true);
  return { rows, hasBadQuotes: hasBadQuotes || errors.length > 0 };
}

function count(text: string, character: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(character, from); at >= 0 && at < to; at = text.indexOf(character, at + 1))
    found++;
  return found;
}

/** Rows at the beginning that are looked at for titles. */
const lookedRows = 30;

/**
 * Where the names of the columns stand below titles, and what parts them.
 * @param text the beginning of a file
 * @param known what parts cells, if that is known
 * @returns null where no titles stand above the names; see lineOfNames
 */
export function namesBelowTitles(
  text: string,
  known?: string,
): { readonly line: number; readonly delimiter: string } | null {
  const lineEnd = lineEndOf(text);
  const ways = (known === undefined ? [...delimiters, '|'] : [known]).map((delimiter) => ({
    delimiter,
    rows: firstRows(text, delimiter, lineEnd),
  }));
  // What any mark parts is no title.
  if (ways.some(({ rows: [first] }) => (first?.cells.filter((cell) => cell.trim() !== '').length ?? 0) > 1))
    return null;
  const found = ways.flatMap(({ delimiter, rows }) => {
    const line = lineOfNames(rows);
    if (line === null) return [];
    const [names, ...below] = rows.slice(rows.findIndex((row) => row.line === line));
    const width = names!.cells.length;
    // Commas in prose part it now here, now there.
    const isEven = below.every(({ cells }) => cells.length === width || cells.length === 1);
    return isEven ? [{ line, delimiter, width }] : [];
  });
  const [best] = found.sort((a, b) => b.width - a.width);
  return best ? { line: best.line, delimiter: best.delimiter } : null;
}

/** The rows at the beginning of a text, but for one that is cut off. */
function firstRows(text: string, delimiter: string, lineEnd: LineEnd): FirstRow[] {
  const lines = text.slice(0, text.lastIndexOf(lineEnd) + 1);
  let [line, start] = [1, 0];
  return parseRows(lines, delimiter, lineEnd)
    .rows.slice(0, lookedRows)
    .map(({ cells, end }) => {
      const row = { line, cells };
      line += count(lines, lineEnd, start, end);
      start = end;
      return row;
    });
}

const delimiters = [',', ';', '\t'] as const;

/** Characters of a name of a column, at most, where nothing but names tells that there are columns. */
const longestName = 40;
/** Matches what may name a column: it begins with a letter, a number or their like, and ends as no sentence does. */
const isName = /^[\p{L}\p{N}_#"'](?:[^!…]*[^.!…])?$/u;

/**
 * What parts the cells of a text that may be columns, or a text a line: a first line of names, nothing but the delimiter between
 * them, above rows as wide as it. In prose white space follows a comma.
 * @param text the beginning of a file
 * @returns null where nothing speaks for columns
 */
export function delimiterOfColumns(text: string): string | null {
  const lineEnd = lineEndOf(text);
  const whole = text.endsWith(lineEnd) ? text : `${text}${lineEnd}`;
  const found = [...delimiters, '|'].flatMap((delimiter) => {
    const [names, ...rows] = firstRows(whole, delimiter, lineEnd).filter(
      ({ cells }) => cells.join('').trim() !== '',
    );
    if (!names || rows.length === 0 || names.cells.length < 2) return [];
    const cells = names.cells.map((name) => name.replace(/\r$/, ''));
    const areNames = cells.every((name) => name.length <= longestName && isName.test(name));
    const alike = rows.filter((row) => row.cells.length === cells.length).length;
    const isEven = alike >= 0.9 * rows.length;
    return areNames && isEven && new Set(cells).size === cells.length
      ? [{ delimiter, width: cells.length }]
      : [];
  });
  const [best] = found.sort((a, b) => b.width - a.width);
  return best?.delimiter ?? null;
}

/** The delimiter that gives a header the most columns. A comma if no delimiter divides it. */
export function guessDelimiter(header: string): string {
  const columns = delimiters.map((delimiter) => {
    const { rows } = parseRows(`${header}\n`, delimiter, '\n');
    return rows[0]?.cells.length ?? 0;
  });
  return delimiters[columns.indexOf(Math.max(...columns))]!;
}
