import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isJson } from '../core/rows/table';
import { MAX_TABLE_BYTES } from '../core/table/bounded-bytes';
import { FileTable } from '../core/table/file-table';
import { nextTask } from './cancellation';
import type { FileReading, FileSource, ReadProgress } from './file-api';
import { openSource } from './file-source';
import { grouped } from '../core/text/count';

/** Milliseconds between two messages of progress. */
const messageInterval = 100;

export interface HowToRead {
  readonly reading: FileReading;
  readonly textColumn: number;
  /** Rows of a file that are taken. */
  readonly mostRows: number;
  /** Bytes of rows that are held; MAX_TABLE_BYTES when absent. */
  readonly mostBytes?: number;
}

export interface ReadFile {
  readonly table: FileTable;
  /** Of the file's bytes, hexadecimal; null where they were not read to their end. */
  readonly sha256: string | null;
  /** What parts its cells; null: it is no CSV. */
  readonly delimiter: string | null;
}

/**
 * Reads a file whole. Where it is larger than what is taken, its last row says so.
 * @throws RowsError where nothing in it can be read
 */
export async function readFile(
  source: FileSource,
  { reading, textColumn, mostRows, mostBytes = MAX_TABLE_BYTES }: HowToRead,
  onProgress: (progress: ReadProgress) => void,
): Promise<ReadFile> {
  const totalBytes = source.content.size;
  const hash = sha256.create();
  let bytes = 0;
  let toldAt = performance.now();
  const opened = await openSource(source, reading, (chunk) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  // Fields of Parquet are values of JSON too.
  const hasValues = isJson(opened.format) || opened.format === 'parquet';
  const table = new FileTable({ columns: opened.columns, isJson: hasValues, textColumn });
  for await (const event of opened.records) {
    const tooMany =
      table.length === mostRows
        ? `${grouped(mostRows)} rows`
        : table.bytes > mostBytes
          ? `${mostBytes / 1e6} MB of rows`
          : null;
    if (tooMany !== null) {
      const message = `the file has more than ${tooMany}; from here on it is not read`;
      table.add({ kind: 'fault', line: event.line, message });
      break;
    }
    table.add(event);
    if (performance.now() - toldAt < messageInterval) continue;
    toldAt = performance.now();
    onProgress({ bytes, totalBytes, rows: table.length });
    await nextTask();
  }
  const { delimiter } = opened;
  return { table, delimiter, sha256: bytes === totalBytes ? bytesToHex(hash.digest()) : null };
}
