import { gathered } from './gathered';
import { MAX_PARQUET_BYTES, MAX_UNPACKED_PARQUET_BYTES } from './limits';
import { timesOf, type ReadValue } from './parquet-times';
import type { Table } from './table';
import { RowsError, type TableEvent } from './types';

/** Whether a file begins as Parquet does: its name, and the first field of a header, which no text has. */
export function isParquet(head: Uint8Array): boolean {
  return [0x50, 0x41, 0x52, 0x31, 0x15].every((byte, at) => head[at] === byte);
}

/**
 * Opens a Parquet file, however its pages are compressed. Fields are JSON values: numbers where they are exact, times as
 * ISO 8601, lists and structures as they are. A line is the number of a row. A group of rows is held at a time.
 * @throws RowsError when it is too large or damaged
 */
export async function openParquet(chunks: AsyncIterable<Uint8Array>): Promise<Table> {
  const bytes = await gathered(
    chunks,
    MAX_PARQUET_BYTES,
    `a Parquet file of more than ${MAX_PARQUET_BYTES / 1e6} MB is not read. Cut it into smaller files`,
  );
  const [{ parquetMetadata, parquetSchema, parquetRead }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const file = bytes.buffer as ArrayBuffer;
  let metadata: ReturnType<typeof parquetMetadata>;
  let columns: string[];
  let readers: ReadValue[];
  try {
    metadata = parquetMetadata(file);
    const { children } = parquetSchema(metadata);
    columns = children.map(({ element }) => element.name);
    readers = children.map(timesOf);
  } catch (error) {
    throw damaged(error);
  }
  let room = MAX_UNPACKED_PARQUET_BYTES;
  const bounded = Object.fromEntries(
    Object.entries(compressors).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, outputLength: number) => {
        room -= outputLength;
        if (room < 0) throw new RowsError(tooMuch);
        // A page of nothing, as of nulls alone: LZ4 has a byte for it, which its unpacker does not know.
        if (outputLength === 0) return new Uint8Array(0);
        return unpack(input, outputLength);
      },
    ]),
  );

  async function* records(): AsyncGenerator<TableEvent> {
    let line = 0;
    try {
      for (const group of metadata.row_groups) {
        const end = line + Number(group.num_rows);
        if (
          group.columns.reduce(
            (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
            0,
          ) > room
        )
          throw new RowsError(tooMuch);
        let rows: unknown[][] = [];
        await parquetRead({
          file,
          metadata,
          rowStart: line,
          rowEnd: end,
          compressors: bounded,
          parsers: { dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10) },
          onComplete: (found) => (rows = found),
        });
        for (const fields of rows) {
          const read = fields.map((field, column) => asJson(readers[column]!(field)));
          yield { kind: 'record', line: ++line, fields: read };
        }
        line = end;
      }
    } catch (error) {
      const { message } = error instanceof RowsError ? error : damaged(error);
      yield { kind: 'fault', line: line + 1, message, isFatal: true };
    }
  }
  return {
    format: 'parquet',
    columns,
    delimiter: null,
    encoding: null,
    sheets: [],
    sheet: null,
    records: records(),
  };
}

/** A value as JSON has it; whole numbers that a number of JSON does not hold exactly become strings. */
function asJson(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, asJson);
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asJson(field)]));
}

const tooMuch = `the Parquet file unpacks to more than ${MAX_UNPACKED_PARQUET_BYTES / 1e6} MB; what follows is not read. Cut it into smaller files`;

function damaged(error: unknown): RowsError {
  return new RowsError(
    `the Parquet file is damaged, or of a kind that is not known here: ${(error as Error).message}`,
  );
}
