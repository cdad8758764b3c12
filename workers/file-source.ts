import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { delimiterOfColumns } from '../core/rows/csv';
import { createDecoder } from '../core/rows/decode';
import { openTable, tableFormat } from '../core/rows/open-table';
import type { Table, TableOptions } from '../core/rows/table';
import { peekBytes } from '../core/rows/bytes';
import { plainBytes } from '../core/rows/gunzip';
import { RowsError, type TableEvent } from '../core/rows/types';
import { boundedBytes, MAX_BYTES } from '../core/table/bounded-bytes';
import type { FileReading, FileSource } from './file-api';
import { beginningOf, proposeReading, type Proposed } from './propose-reading';

/**
 * Opens a file for reading, gzip'd or not.
 * @param onChunk given the bytes of the file as they come, before they are inflated
 * @throws RowsError where nothing in it can be read
 */
export async function openSource(
  source: FileSource,
  { hasHeader = true, ...asked }: FileReading,
  onChunk: (chunk: Uint8Array) => void = () => undefined,
  mostBytes = MAX_BYTES,
): Promise<Table> {
  const options = { ...(await guessed(source)), ...asked };
  const plain = await plainBytes(chunksOf(source.content, onChunk));
  const { head, chunks } = await peekBytes(boundedBytes(plain, mostBytes), 2);
  // The reader would inflate it, without a bound.
  if (head[0] === 0x1f && head[1] === 0x8b) {
    throw new RowsError('there is a gzip within the gzip. Unpack the outer one, then open the file');
  }
  const table = await openTable(chunks, options);
  return (table.format === 'csv' || table.format === 'xlsx') && !hasHeader ? withoutHeader(table) : table;
}

/** What the file's beginning suggests of how to read it, beside what is asked and what its name says. */
export async function proposalFor(source: FileSource, asked: FileReading): Promise<Proposed> {
  const known = { ...(await guessed(source)), ...asked };
  return proposeReading(chunksOf(source.content), known);
}

async function guessed({ name, content }: FileSource): Promise<TableOptions> {
  const named = name === null ? null : tableFormat(name);
  const isText = named?.format === 'text';
  if (named !== null && !isText) return named;
  const head = await beginningOf(chunksOf(content));
  const beginning = createDecoder(head).push(head);
  // JSON; or bytes that are no text, whose own reader knows them.
  if (/^\s*[[{]/.test(beginning) || beginning.includes('\0')) return named ?? {};
  // What is copied from a spreadsheet has tabs between its cells.
  if (name === null && /^[^\r\n]*\t/.test(beginning)) return { format: 'csv', delimiter: '\t' };
  const delimiter = delimiterOfColumns(beginning);
  // Spreadsheets save columns with tabs as .txt; other marks stand in prose too.
  if (delimiter === null || (isText && delimiter !== '\t')) return named ?? {};
  return { format: 'csv', delimiter };
}

/** SHA-256 of a file, hexadecimal, a piece at a time. */
export async function hashOf(content: Blob): Promise<string> {
  const hash = sha256.create();
  for await (const chunk of chunksOf(content)) hash.update(chunk);
  return bytesToHex(hash.digest());
}

async function* chunksOf(
  content: Blob,
  onChunk: (chunk: Uint8Array) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  // By its reader: not every browser can iterate a stream.
  const reader = content.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onChunk(value);
      yield value;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RowsError(`the file could not be read further (${reason}). Was it moved or changed?`);
  } finally {
    await reader.cancel();
  }
}

/** The first line is a row like any other; the columns are numbered. */
function withoutHeader(table: Table): Table {
  const first: TableEvent = { kind: 'record', line: 1, fields: [...table.columns] };
  const columns: string[] = [];
  const number = () => {
    while (columns.length < table.columns.length) columns.push(`column ${columns.length + 1}`);
  };
  async function* records(): AsyncGenerator<TableEvent> {
    yield first;
    for await (const event of table.records) {
      // Rows of a spreadsheet may have more cells than the first.
      number();
      yield event;
    }
  }
  number();
  return { ...table, columns, records: records() };
}
