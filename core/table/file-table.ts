import type { TableEvent } from '../rows/types';
import { ByteRows } from './byte-rows';
import { arePacked, cellBytes, cellOf, packCells, packText, textOf, withCell } from './cells';
import { bytesOfAll, chunkOf, damagedWork, type Chunk } from './chunks';
import { NumberBlocks } from './number-blocks';

/** What a row of a file holds: a text, no text (blank, or not a string), or a fault. */
export type RowState = 'text' | 'blank' | 'no-text' | 'fault';

/** By their numbers. A fault has its message; one of the last kind has the row as it stands in the file behind it, as cells. */
const states: readonly RowState[] = ['text', 'blank', 'no-text', 'fault', 'fault'];
const withRow = 4;

/** The file of a table. */
export interface TableShape {
  /** Names of the columns as they stand in the file; may grow while rows are added. */
  readonly columns: readonly string[];
  /** Whether cells are JSON values; otherwise they are strings. */
  readonly isJson: boolean;
  /** The index of the column with the texts. */
  readonly textColumn: number;
}

/**
 * All rows of a file, in its order, with the faults. A row is a run of bytes in which its cells are packed; cells of
 * JSON are kept as JSON. So a file takes about its own size in memory, however many rows and columns it has.
 */
export class FileTable {
  #rows = new ByteRows();
  #shape: TableShape;
  readonly #lines = new NumberBlocks(Uint32Array);
  readonly #states = new NumberBlocks(Uint8Array);

  constructor(shape: TableShape) {
    this.#shape = shape;
  }

  get shape(): TableShape {
    return this.#shape;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Bytes of all cells. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  add(event: TableEvent): void {
    this.#lines.push(event.line);
    if (event.kind === 'fault') {
      const { message, raw } = event;
      this.#states.push(raw === undefined ? states.indexOf('fault') : withRow);
      this.#rows.push(raw === undefined ? packText(message) : packCells([message, raw]));
      return;
    }
    const { isJson, textColumn } = this.shape;
    const text = event.fields[textColumn];
    const state = typeof text !== 'string' ? 'no-text' : text.trim() === '' ? 'blank' : 'text';
    this.#states.push(states.indexOf(state));
    // JSON.stringify gives undefined for a cell that the row lacks.
    const cell = (field: unknown) => (isJson ? JSON.stringify(field) : (field as string | undefined));
    this.#rows.push(packCells(event.fields.map(cell)));
  }

  /**
   * Adds a column behind all others.
   * @param cellOf undefined where the row is to lack it
   * @returns its index
   */
  addColumn(name: string, cellOf: (row: number) => string | undefined): number {
    const { columns, isJson } = this.#shape;
    const column = columns.length;
    const rows = new ByteRows();
    for (let row = 0; row < this.length; row++) {
      const cell = this.state(row) === 'fault' ? undefined : cellOf(row);
      const bytes = this.#rows.at(row);
      rows.push(cell === undefined ? bytes : withCell(bytes, column, isJson ? JSON.stringify(cell) : cell));
    }
    this.#rows = rows;
    this.#shape = { ...this.#shape, columns: [...columns, name] };
    return column;
  }

  /** What is kept of the table beside its shape, to be stored: see `restoreTable`. */
  chunks(): Chunk[] {
    const rows = this.#rows;
    const lengths = new Uint32Array(this.length);
    for (let row = 0; row < lengths.length; row++) lengths[row] = rows.at(row).length;
    return [
      { name: 'rows/bytes', parts: () => rows.pieces() },
      chunkOf('rows/lengths', lengths),
      { name: 'rows/lines', parts: () => bytesOfAll(this.#lines.blocks()) },
      { name: 'rows/states', parts: () => bytesOfAll(this.#states.blocks()) },
    ];
  }

  /**
   * Adds a row as it was kept.
   * @throws RowsError when it is damaged
   */
  addKept(line: number, state: number, bytes: Uint8Array): void {
    const name = states[state];
    const isText = name === 'fault' && state !== withRow;
    const isWhole = name !== undefined && (isText || arePacked(bytes));
    // Whoever asks for a text takes it for granted.
    if (!isWhole || (name === 'text' && !cellBytes(bytes, this.shape.textColumn))) throw damagedWork();
    this.#lines.push(line);
    this.#states.push(state);
    this.#rows.push(bytes);
  }

  /** The line of the file on which the row starts, from 1. */
  line(row: number): number {
    return this.#lines.at(row);
  }

  state(row: number): RowState {
    return states[this.#states.at(row)]!;
  }

  /** Why the row has no text, as a part of a sentence; null if it has one. */
  problem(row: number): string | null {
    const { columns, textColumn } = this.shape;
    const name = JSON.stringify(columns[textColumn] ?? '');
    switch (this.state(row)) {
      case 'text':
        return null;
      case 'blank':
        return 'the text is blank';
      case 'fault':
        return this.#states.at(row) === withRow
          ? (cellOf(this.#rows.at(row), 0) ?? '')
          : textOf(this.#rows.at(row));
      case 'no-text': {
        const found = this.value(row, textColumn);
        if (found === undefined) return `the row has no ${name}`;
        const kind =
          found === null
            ? 'null'
            : Array.isArray(found)
              ? 'a list'
              : typeof found === 'object'
                ? 'an object'
                : `a ${typeof found}`;
        return `${name} is ${kind}, not a string`;
      }
    }
  }

  /** A row that cannot be read, as it stands in the file; null where that is not known. */
  raw(row: number): string | null {
    return this.#states.at(row) === withRow ? (cellOf(this.#rows.at(row), 1) ?? null) : null;
  }

  /** The content of a cell: a string, or the value in JSON. Undefined if the row lacks it. */
  value(row: number, column: number): unknown {
    if (this.state(row) === 'fault') return undefined;
    const cell = cellOf(this.#rows.at(row), column);
    return cell !== undefined && this.shape.isJson ? (JSON.parse(cell) as unknown) : cell;
  }

  /** A cell as text: strings as they are, other values as JSON. Empty if the row lacks it, or has null there. */
  cell(row: number, column: number): string {
    const value = this.value(row, column);
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** The row's text. Only rows in the state "text" have one. */
  text(row: number): string {
    return this.cell(row, this.shape.textColumn);
  }

  /** Bytes that are equal if the texts of two rows are equal. */
  textBytes(row: number): Uint8Array {
    return cellBytes(this.#rows.at(row), this.shape.textColumn) ?? new Uint8Array(0);
  }
}
