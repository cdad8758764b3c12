/** What a reader of rows can be told, and so what may help where a row cannot be read. */
export type Remedy = 'encoding' | 'delimiter' | 'textColumn' | 'labelColumn' | 'labels';

/** A row that cannot be read. */
export interface Fault {
  readonly kind: 'fault';
  /** The line of the file on which the row starts, from 1. */
  readonly line: number;
  /** What is wrong: a part of a sentence, to follow "FILE, line N: ". */
  readonly message: string;
  /** The option that may help. */
  readonly remedy?: Remedy;
  /** Nothing that follows in the file can be read. */
  readonly isFatal?: true;
}

/** A row of the file with all its fields, parallel to the columns. A field that the row does not have is undefined. */
export interface TableRecord {
  readonly kind: 'record';
  readonly line: number;
  readonly fields: readonly unknown[];
}

export type TableEvent = TableRecord | Fault;

/** A file, or an option of its reader, that no row can be read with. */
export class RowsError extends Error {
  override readonly name = 'RowsError';

  constructor(
    message: string,
    readonly remedy?: Remedy,
  ) {
    super(message);
  }
}

/** What turns pieces of text, cut anywhere, into records. Lines are counted from 1. */
export interface RecordParser {
  push(text: string): Iterable<TableEvent>;
  end(): Iterable<TableEvent>;
}

/** Characters of one row, at most: a quote that is never closed must not take in the rest of a large file. */
export const MAX_ROW_CHARACTERS = 2 ** 24;
