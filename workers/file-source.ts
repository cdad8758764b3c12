import { openTable, tableFormat, type Table, type TableOptions } from '../core/rows/open-table';
import { peekBytes } from '../core/rows/bytes';
import { plainBytes } from '../core/rows/gunzip';
import { RowsError, type TableEvent } from '../core/rows/types';
import { boundedBytes, MAX_BYTES } from '../core/table/bounded-bytes';
import type { FileReading, FileSource } from './file-api';

/**
 * Opens a file for reading, gzip'd or not.
 * @param onBytes told how many bytes of the file have come in all
 * @throws RowsError where nothing in it can be read
 */
export async function openSource(
  source: FileSource,
  { hasHeader = true, ...asked }: FileReading,
  onBytes: (count: number) => void = () => undefined,
  mostBytes = MAX_BYTES,
): Promise<Table> {
  await refuseOtherFormats(source);
  const options = { ...(await guessed(source)), ...asked };
  const plain = await plainBytes(chunksOf(source.content, onBytes));
  const { head, chunks } = await peekBytes(boundedBytes(plain, mostBytes), 2);
  // The reader would inflate it, without a bound.
  if (head[0] === 0x1f && head[1] === 0x8b) {
    throw new RowsError('there is a gzip within the gzip. Unpack the outer one, then open the file');
  }
  const table = await openTable(chunks, options);
  return table.format === 'csv' && !hasHeader ? withoutHeader(table) : table;
}

async function guessed({ name, content }: FileSource): Promise<TableOptions> {
  if (name !== null) return tableFormat(name) ?? {};
  // What is copied from a spreadsheet has tabs between its cells.
  const beginning = await content.slice(0, 2 ** 16).text();
  return /^[^\r\n]*\t/.test(beginning) && !/^\s*[[{]/.test(beginning) ? { delimiter: '\t' } : {};
}

/** Files that people have, and whose bytes would only give a long list of faults. */
async function refuseOtherFormats({ content, name }: FileSource): Promise<void> {
  const head = new Uint8Array(await content.slice(0, 4).arrayBuffer());
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  const file = name === null ? 'This' : `“${name}”`;
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0xd0, 0xcf, 0x11, 0xe0)) {
    throw new RowsError(
      `${file} is a spreadsheet or an archive, which cannot be read here. Save the sheet as CSV, then open that`,
    );
  }
  if (starts(0x50, 0x41, 0x52, 0x31)) {
    throw new RowsError(`${file} is Parquet, which cannot be read here. Save it as CSV, then open that`);
  }
}

async function* chunksOf(content: Blob, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  // By its reader: not every browser can iterate a stream.
  const reader = content.stream().getReader();
  let count = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      count += value.length;
      onBytes(count);
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
  const first: TableEvent = { kind: 'record', line: 1, fields: table.columns };
  async function* records(): AsyncGenerator<TableEvent> {
    yield first;
    yield* table.records;
  }
  return {
    ...table,
    columns: table.columns.map((_, at) => `column ${at + 1}`),
    records: records(),
  };
}
