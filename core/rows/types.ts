/** The options of a reader of rows. One of them may help when a row cannot be read. */
export type Remedy = 'encoding' | 'delimiter' | 'textColumn' | 'labelColumn' | 'labels';

/** A row that cannot be read. */
export interface Fault {
  readonly kind: 'fault';
  /** The line of the file on which the row starts, from 1. */
  readonly line: number;
  /** What is wrong: the part of a sentence that follows "FILE, line N: ". */
  readonly message: string;
  /** The option that may help. */
  readonly remedy?: Remedy;
  /** The row as it stands in the file, where it is text that was understood as such. */
  readonly raw?: string;
  /** Set if nothing behind it in the file can be read. */
  readonly isFatal?: true;
}

/** A row of the file with all its fields, in the order of the columns. A field that the row lacks is undefined. */
export interface TableRecord {
  readonly kind: 'record';
  readonly line: number;
  readonly fields: readonly unknown[];
}

export type TableEvent = TableRecord | Fault;

/** Thrown for a file, or an option of its reader, with which no row can be read. */
export class RowsError extends Error {
  override readonly name = 'RowsError';

  constructor(
    message: string,
    readonly remedy?: Remedy,
  ) {
    super(message);
  }
}

/** Turns pieces of text into records. The text may be cut anywhere. Lines are counted from 1. */
export interface RecordParser {
  push(text: string): Iterable<TableEvent>;
  end(): Iterable<TableEvent>;
}

/**
 * How many characters a row may have. Without a limit, a quote that is never closed would read the rest of a large file
 * into memory.
 */
export const MAX_ROW_CHARACTERS = 2 ** 24;
