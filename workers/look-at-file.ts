import { cut } from '../core/table/cut';
import { guessColumns } from '../core/table/guess-columns';
import type { FileLook, FileReading, FileSource } from './file-api';
import { openSource, proposalFor } from './file-source';

/** Events of a file that a first look takes in, and rows of them that it shows. */
const looked = 200;
const shownRows = 10;

/**
 * The beginning of a file, as it would be read.
 * @throws RowsError where nothing in it can be read
 */
export async function lookAtFile(source: FileSource, reading: FileReading): Promise<FileLook> {
  const proposed = await proposalFor(source, reading);
  const table = await openSource(source, { ...proposed, ...reading });
  const fields: (readonly unknown[])[] = [];
  const rows: FileLook['rows'][number][] = [];
  const faults: FileLook['faults'][number][] = [];
  let events = 0;
  for await (const event of table.records) {
    if (event.kind === 'fault') {
      const { line, message, remedy } = event;
      faults.push({ line, message, ...(remedy && { remedy }) });
    } else {
      fields.push(event.fields);
      if (rows.length < shownRows) rows.push({ line: event.line, cells: event.fields.map(inWords) });
    }
    if (++events === looked) break;
  }
  const { format, columns, delimiter, encoding, sheets, sheet } = table;
  const guess = guessColumns(columns, fields);
  const how = { format, delimiter, encoding, sheets, sheet, proposed };
  return { ...how, columns: [...columns], rows, faults, guess };
}

function inWords(field: unknown): string {
  if (field === undefined) return '';
  return cut(typeof field === 'string' ? field : JSON.stringify(field));
}
