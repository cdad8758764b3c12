import { peekBytes } from './bytes';
import { CsvRecords, guessDelimiter } from './csv';
import { createDecoder, encodingName, type Decoder } from './decode';
import { plainBytes } from './gunzip';
import { JsonArray } from './json-array';
import { JsonColumns } from './json-columns';
import { jsonLines, textLines } from './line-records';
import { lineEndOf } from './lines';
import { isParquet, openParquet } from './parquet';
import type { Table, TableOptions } from './table';
import { RowsError, type RecordParser, type TableEvent } from './types';
import { notRows } from './not-rows';
import { fieldOfRows, isByColumns } from './wrapped-rows';
import { isZip, openXlsx } from './xlsx';

/** What a file's name says of its format; null if it says nothing. An ending .gz does not count. */
export function tableFormat(name: string): Pick<TableOptions, 'format' | 'delimiter'> | null {
  const [, ending] = /\.([a-z]+)$/.exec(name.toLowerCase().replace(/\.gz$/, '')) ?? [];
  switch (ending) {
    case 'csv':
      return { format: 'csv' };
    case 'tsv':
    case 'tab':
      return { format: 'csv', delimiter: '\t' };
    case 'jsonl':
    case 'ndjson':
    case 'json':
      return { format: 'json' };
    case 'txt':
      return { format: 'text' };
    case 'xlsx':
    case 'xlsm':
    case 'parquet':
      // Their first bytes tell.
      return {};
    default:
      return null;
  }
}

/** Bytes that tell a byte-order mark, or a file that is not of text. */
const HEAD_BYTES = 8;
const byColumns =
  'it is JSON that holds a column after the other, not rows. Save it as a list of rows (in pandas: to_json(orient="records")), then open that';
/** Characters that are looked at for the first line, at most. */
const BEGINNING = 2 ** 16;

/**
 * Opens a file of rows from its bytes, gzip'd or not. Holds a piece of the file at a time and a row, however large the
 * file is; spreadsheets and Parquet are held whole, and have a limit.
 * @param chunks the file's bytes, cut anywhere
 * @throws RowsError on an option that is not acceptable, gzip data that cannot be read, CSV without a header, or a
 * spreadsheet or Parquet file that is damaged or too large
 */
export async function openTable(
  chunks: AsyncIterable<Uint8Array>,
  { format: asked, delimiter, encoding, sheet, headerLine = 1 }: TableOptions = {},
): Promise<Table> {
  if (encoding !== undefined) encodingName(encoding);
  if (delimiter !== undefined && (delimiter.length !== 1 || '"\r\n'.includes(delimiter))) {
    throw new RowsError(`a delimiter is one character, not "${delimiter}"`);
  }
  const { head, chunks: bytes } = await peekBytes(await plainBytes(chunks), HEAD_BYTES);
  if (isZip(head)) return openXlsx(bytes, { sheet, headerLine });
  if (isParquet(head)) return openParquet(bytes);
  const other = notRows(head);
  if (other !== null) throw new RowsError(other);
  const decoder = createDecoder(head, encoding);
  const texts = decoded(bytes, decoder);
  let beginning = '';
  const isKnown = (): boolean =>
    hasLines(beginning, headerLine) && ((asked ?? 'json') !== 'json' || fieldOfRows(beginning).isSure);
  while (beginning.trimStart() === '' || (!isKnown() && beginning.length < BEGINNING)) {
    const next = await texts.next();
    if (next.done) break;
    beginning += next.value;
  }
  const [firstCharacter = ''] = beginning.trimStart();
  const format =
    asked ?? ('{['.includes(firstCharacter || ' ') ? 'json' : delimiter === undefined ? 'text' : 'csv');
  const lineEnd = lineEndOf(beginning);
  const opened = { encoding: decoder.encoding, delimiter: null, sheets: [], sheet: null };
  if (format === 'csv') {
    const titles = headerLine - 1;
    const named = titles === 0 ? beginning : beginning.split(lineEnd).slice(titles).join(lineEnd);
    const [firstLine = ''] = named.trimStart().split(lineEnd, 1);
    const found = delimiter ?? guessDelimiter(firstLine);
    const events = tableEvents(beginning, texts, new CsvRecords(found, lineEnd, decoder, titles));
    const columns = await headerOf(events, headerLine);
    return { ...opened, format, delimiter: found, columns, records: events };
  }
  if (format === 'text') {
    const records = tableEvents(beginning, texts, textLines(lineEnd, decoder));
    return { ...opened, format, columns: ['text'], records };
  }
  if (isByColumns(beginning)) throw new RowsError(byColumns);
  const columns = new JsonColumns();
  const { field } = fieldOfRows(beginning);
  const isArray = firstCharacter === '[' || field !== null;
  const parser = isArray ? new JsonArray(decoder, columns, field) : jsonLines(lineEnd, decoder, columns);
  const records = tableEvents(beginning, texts, parser);
  return { ...opened, format: isArray ? 'json-array' : 'json-lines', columns: columns.names, records };
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncGenerator<string> {
  for await (const chunk of bytes) yield decoder.push(chunk);
  yield decoder.end();
}

async function* tableEvents(
  beginning: string,
  texts: AsyncGenerator<string>,
  parser: RecordParser,
): AsyncGenerator<TableEvent> {
  let line = 0;
  try {
    for (const event of parser.push(beginning)) {
      ({ line } = event);
      yield event;
      if (event.kind === 'fault' && event.isFatal) return;
    }
    for await (const text of texts) {
      for (const event of parser.push(text)) {
        ({ line } = event);
        yield event;
        if (event.kind === 'fault' && event.isFatal) return;
      }
    }
    yield* parser.end();
  } catch (error) {
    // An error in the bytes themselves comes up when they are read. It becomes a fault behind the rows that were read
    // before.
    if (!(error instanceof RowsError)) throw error;
    yield { kind: 'fault', line: line + 1, message: error.message, isFatal: true };
  } finally {
    await texts.return(undefined);
  }
}

/** Whether a text has so many lines to their ends. */
function hasLines(text: string, lines: number): boolean {
  let at = -1;
  for (let found = 0; found < lines; found++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** Reads the header, which is the first record. @param line from which on it is looked for */
async function headerOf(events: AsyncGenerator<TableEvent>, line: number): Promise<string[]> {
  const first = await events.next();
  if (first.done) {
    throw new RowsError(
      line > 1 ? `there is nothing in it from line ${line} on` : 'there is nothing in it, not even a header',
    );
  }
  const { value } = first;
  if (value.kind === 'fault') {
    await events.return(undefined);
    throw new RowsError(`line ${value.line}: ${value.message}`, value.remedy);
  }
  return value.fields.map((name) => String(name).replaceAll('\ufeff', '').trim());
}
