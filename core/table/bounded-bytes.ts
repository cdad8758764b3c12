import { RowsError } from '../rows/types';

/** How many rows of a file the page takes. */
export const MAX_ROWS = 1_000_000;
/** How many bytes of a file the page takes, after inflating. */
export const MAX_BYTES = 500_000_000;

/** Bytes of its rows that are held: spreadsheets and Parquet state a value once that many rows have. */
export const MAX_TABLE_BYTES = 600_000_000;

/**
 * Limits a stream: it ends with an error after the allowed number of bytes. A small archive can hold a very large file.
 * @throws RowsError while iterated
 */
export async function* boundedBytes(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  for await (const chunk of chunks) {
    const room = most - given;
    given += chunk.length;
    if (room > 0) yield chunk.subarray(0, room);
    if (given > most) {
      throw new RowsError(
        `the file has more than ${(most / 1e6).toLocaleString('en')} MB; what follows is not read. Cut it into smaller files`,
      );
    }
  }
}
