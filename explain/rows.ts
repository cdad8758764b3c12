import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import Papa from 'papaparse';

/**
 * The texts of a file in its order, one at a time: JSON Lines whose rows have a "text", or CSV with a column of that
 * name, either plain or gzipped (.gz). Never more of the file than a few rows is held.
 *
 * @throws Error that names the file, and the row where there is one, when it cannot be read
 */
export async function* readTexts(file: string): AsyncGenerator<string> {
  await access(file).catch((cause: Error) => {
    throw new Error(`Cannot read ${file}: ${cause.message}`, { cause });
  });
  const name = file.toLowerCase().replace(/\.gz$/, '');
  const isCsv = name.endsWith('.csv');
  if (!isCsv && !/\.(jsonl|ndjson)$/.test(name)) {
    throw new Error(`${file}: unknown kind of file. Data is .jsonl or .csv, plain or with .gz behind it.`);
  }
  let row = 0;
  for await (const parsed of isCsv ? csvRows(open(file)) : jsonRows(open(file), file)) {
    row++;
    const { text } = Object(parsed) as { text?: unknown };
    if (typeof text !== 'string') throw new Error(`${file}, row ${row}: there is no "text" in it.`);
    yield text;
  }
}

function open(file: string): Readable {
  const bytes = createReadStream(file);
  if (!file.toLowerCase().endsWith('.gz')) return bytes;
  const plain = createGunzip();
  bytes.on('error', (error) => plain.destroy(error));
  return bytes.pipe(plain);
}

async function* jsonRows(stream: Readable, file: string): AsyncGenerator<unknown> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    try {
      yield JSON.parse(text);
    } catch (cause) {
      throw new Error(`${file}, line ${line}: not valid JSON: ${(cause as Error).message}`, { cause });
    }
  }
}

function csvRows(stream: Readable): AsyncIterable<unknown> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, {
    header: true,
    skipEmptyLines: 'greedy',
    delimiter: ',',
  });
  stream.on('error', (error) => parser.destroy(error));
  return stream.pipe(parser);
}
