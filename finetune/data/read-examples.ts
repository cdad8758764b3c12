import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import Papa from 'papaparse';
import { toExample, type Example, type RowOptions } from './example';

export type ReadOptions = RowOptions;

/**
 * Reads a data set: JSON Lines (.jsonl, .ndjson, .json), one {"text", "label", "probs"} a line, or CSV with a header
 * that names the columns text, label and, if any, probs (a JSON array). Each may be gzip'd (.gz). UTF-8.
 * @throws Error that names the file, and the line where there is one, when the file cannot be read or a row is wrong
 */
export async function readExamples(file: string, options: ReadOptions = {}): Promise<Example[]> {
  const examples: Example[] = [];
  for (const { row, line } of await readRows(file)) {
    examples.push(toExample(row, `${file}, line ${line}`, options));
  }
  if (examples.length === 0) throw new Error(`${file} holds no rows.`);
  return examples;
}

/** The rows of a file as they stand there. @throws Error as `readExamples` does, but for what is wrong within a row */
export async function readRows(file: string): Promise<Iterable<Row>> {
  const parse = parserOf(file);
  return parse(await readText(file), file);
}

export interface Row {
  readonly row: unknown;
  /** Line of the file on which the row starts, from 1. */
  readonly line: number;
}

type Parser = (content: string, file: string) => Iterable<Row>;

function parserOf(file: string): Parser {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (/\.(jsonl|ndjson|json)$/.test(name)) return parseJsonLines;
  if (name.endsWith('.csv')) return parseCsv;
  throw new Error(`${file}: unknown kind of file. Data is .jsonl or .csv, plain or with .gz behind it.`);
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  if (file.toLowerCase().endsWith('.gz')) {
    try {
      bytes = await promisify(gunzip)(bytes);
    } catch (error) {
      throw new Error(`${file} is not a whole gzip file: ${(error as Error).message}`, { cause: error });
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${file} is not UTF-8 text.`, { cause: error });
  }
}

function* parseJsonLines(content: string, file: string): Iterable<Row> {
  let line = 0;
  for (const text of content.split('\n')) {
    line++;
    if (text.trim() === '') continue;
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch (error) {
      throw new Error(`${file}, line ${line}: not valid JSON: ${(error as Error).message}`, { cause: error });
    }
    yield { row, line };
  }
}

function parseCsv(content: string, file: string): Row[] {
  const rows: Row[] = [];
  let columns: string[] | undefined;
  let line = 1;
  let counted = 0;
  Papa.parse<string[]>(content, {
    // One row at a time, because only the cursor tells on which line a row with quoted line breaks started.
    step({ data, errors, meta }) {
      const start = line;
      line += newlinesIn(content, counted, meta.cursor);
      counted = meta.cursor;
      if (errors[0]) throw new Error(`${file}, line ${start}: ${errors[0].message}.`);
      if (data.every((cell) => cell.trim() === '')) return;
      if (columns === undefined) {
        columns = data.map((name) => name.trim().toLowerCase());
        if (!columns.includes('text')) throw new Error(`${file}: the header has no column "text".`);
        return;
      }
      if (data.length !== columns.length) {
        throw new Error(`${file}, line ${start}: ${data.length} cells under a header of ${columns.length}.`);
      }
      const row: Record<string, unknown> = Object.fromEntries(columns.map((name, i) => [name, data[i]]));
      if (row.probs) row.probs = parseProbabilities(String(row.probs), `${file}, line ${start}`);
      rows.push({ row, line: start });
    },
    delimiter: ',',
  });
  return rows;
}

function parseProbabilities(cell: string, where: string): unknown {
  try {
    return JSON.parse(cell);
  } catch (error) {
    throw new Error(`${where}: probs must be a JSON array of three numbers.`, { cause: error });
  }
}

function newlinesIn(content: string, from: number, to: number): number {
  let count = 0;
  for (let at = content.indexOf('\n', from); at >= 0 && at < to; at = content.indexOf('\n', at + 1)) count++;
  return count;
}
