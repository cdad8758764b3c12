/**
 * The parts of Papa Parse that are in use. The types that others publish for it bring those of Node along, and with them
 * every file that core shares with the page would be checked as if it ran in Node.
 */
declare module 'papaparse' {
  type LineEnd = '\n' | '\r' | '\r\n';

  interface Parsed<Row> {
    readonly data: Row[];
    readonly errors: readonly unknown[];
    /** `cursor`: how many characters of the text have been read. */
    readonly meta: { readonly cursor: number };
  }

  interface ParserOptions {
    readonly delimiter: string;
    readonly newline: LineEnd;
    /** Given each row, as the only one of `data`. */
    readonly step: (parsed: Parsed<readonly string[]>) => void;
  }

  interface WriteOptions {
    readonly delimiter?: string;
    readonly newline?: LineEnd;
    /** Cells that it matches get an apostrophe before them. */
    readonly escapeFormulae?: RegExp;
  }

  interface Parser {
    /** @returns what is left when each row has been given to `step` */
    parse(text: string, start: number, ignoreLastRow: boolean): Parsed<readonly string[]>;
    abort(): void;
  }

  const Papa: {
    readonly Parser: new (options: ParserOptions) => Parser;
    /** Rows of cells; with a header, objects by its names. */
    parse<Row = string[]>(
      text: string,
      options?: {
        readonly header?: boolean;
        readonly skipEmptyLines?: boolean;
        readonly delimiter?: string;
      },
    ): Parsed<Row>;
    unparse(rows: readonly object[], options?: WriteOptions): string;
  };
  export default Papa;
}
