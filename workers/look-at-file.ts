import { RowsError } from '../core/rows/types';
import { cut } from '../core/table/cut';
import { guessColumns } from '../core/table/guess-columns';
import type { FileLook, FileReading, FileSource } from './file-api';
import { openSource, proposalFor } from './file-source';

/** Events of a file that a first look takes in, and rows of them that it shows. */
const looked = 200;
const shownRows = 10;
/** Sheets of a workbook that are searched for texts, and bytes of one that is: each sheet is unpacked by itself. */
const [mostSheets, mostSearched] = [8, 5_000_000];

/**
 * The beginning of a file, as it would be read.
 * @throws RowsError where nothing in it can be read
 */
export async function lookAtFile(source: FileSource, reading: FileReading): Promise<FileLook> {
  const proposed = await proposalFor(source, reading);
  const { look, letters } = await lookedAt(source, { ...proposed, ...reading });
  const isAsked = reading.sheet !== undefined || look.sheets.length < 2;
  if (isAsked || source.content.size > mostSearched) return { ...look, proposed };
  const best = await bestSheet(source, { ...proposed, ...reading }, { look, letters });
  return { ...best, proposed: best.sheet === look.sheet ? proposed : { ...proposed, sheet: best.sheet! } };
}

interface Looked {
  readonly look: Omit<FileLook, 'proposed'>;
  /** Letters in the texts that were looked at. */
  readonly letters: number;
}

/** The sheet with most to read at its beginning: the first is often a cover, or says how a survey is to be filled in. */
async function bestSheet(
  source: FileSource,
  reading: FileReading,
  first: Looked,
): Promise<Omit<FileLook, 'proposed'>> {
  let best = first;
  for (const sheet of first.look.sheets.slice(0, mostSheets)) {
    if (sheet === first.look.sheet) continue;
    try {
      const found = await lookedAt(source, { ...reading, sheet });
      if (found.letters > best.letters) best = found;
    } catch (error) {
      // One with nothing in it.
      if (!(error instanceof RowsError)) throw error;
    }
  }
  return best.look;
}

async function lookedAt(source: FileSource, reading: FileReading): Promise<Looked> {
  const table = await openSource(source, reading);
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
  const how = { format, delimiter, encoding, sheets, sheet };
  const letters = fields.reduce((sum, row) => sum + lettersIn(row[guess.text]), 0);
  return { look: { ...how, columns: [...columns], rows, faults, guess }, letters };
}

function lettersIn(field: unknown): number {
  return typeof field === 'string' ? (field.match(/\p{L}/gu)?.length ?? 0) : 0;
}

function inWords(field: unknown): string {
  if (field === undefined || field === null) return '';
  return cut(typeof field === 'string' ? field : JSON.stringify(field));
}
