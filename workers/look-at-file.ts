import { lineOfNames, type FirstRow } from '../core/rows/title-rows';
import { RowsError } from '../core/rows/types';
import { cut } from '../core/table/cut';
import { guessColumns, isRowOfItsOwn } from '../core/table/guess-columns';
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
  const suggested = await proposalFor(source, reading);
  const found = await searched(source, suggested, reading);
  const { look, proposed } = await belowTitles(source, found, reading);
  const isAsked = reading.hasHeader !== undefined || reading.headerLine !== undefined;
  if (isAsked || !look.isHeaderOdd) return { ...look.shown, proposed };
  const all = { ...proposed, hasHeader: false };
  const { shown } = await lookedAt(source, { ...all, ...reading });
  return { ...shown, proposed: all };
}

type Proposed = FileLook['proposed'];

/** A look, and how it was proposed to look. */
interface Found {
  readonly look: Looked;
  readonly proposed: Proposed;
}

interface Looked {
  /** The first rows of a sheet, the one that names its columns before them. */
  readonly firstRows: readonly FirstRow[];
  readonly shown: Omit<FileLook, 'proposed'>;
  /** Letters in the texts that were looked at. */
  readonly letters: number;
  /** Whether what should name the columns looks like a row. */
  readonly isHeaderOdd: boolean;
}

/**
 * Of a workbook the sheet with most to read at its beginning, unless one is asked for: the first is often a cover, or says how a
 * survey is to be filled in.
 */
async function searched(source: FileSource, proposed: Proposed, reading: FileReading): Promise<Found> {
  const first = await lookedAt(source, { ...proposed, ...reading });
  const { sheets, sheet: own } = first.shown;
  if (reading.sheet !== undefined || source.content.size > mostSearched) return { look: first, proposed };
  let look = first;
  for (const sheet of sheets.slice(0, mostSheets)) {
    if (sheet === own) continue;
    try {
      const found = await lookedAt(source, { ...proposed, ...reading, sheet });
      if (found.letters > look.letters) look = found;
    } catch (error) {
      // One with nothing in it.
      if (!(error instanceof RowsError)) throw error;
    }
  }
  const { sheet } = look.shown;
  return { look, proposed: sheet === null || sheet === own ? proposed : { ...proposed, sheet } };
}

/** The same below the titles of a sheet, if there are any above the names of its columns. */
async function belowTitles(source: FileSource, found: Found, reading: FileReading): Promise<Found> {
  const { look, proposed } = found;
  if (reading.headerLine !== undefined || reading.hasHeader !== undefined) return found;
  const headerLine = look.shown.format === 'xlsx' ? lineOfNames(look.firstRows) : null;
  if (headerLine === null) return found;
  const below = { ...proposed, headerLine };
  const another = await lookedAt(source, { ...below, ...reading });
  return another.isHeaderOdd ? found : { look: another, proposed: below };
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
  const isHeaderOdd = (format === 'csv' || format === 'xlsx') && isRowOfItsOwn(columns, fields);
  // The line of the names is not told; titles begin with the sheet.
  const named = [{ line: 1, cells: columns }, ...rows];
  return {
    shown: { ...how, columns: [...columns], rows, faults, guess },
    firstRows: named,
    letters,
    isHeaderOdd,
  };
}

function lettersIn(field: unknown): number {
  return typeof field === 'string' ? (field.match(/\p{L}/gu)?.length ?? 0) : 0;
}

function inWords(field: unknown): string {
  if (field === undefined || field === null) return '';
  return cut(typeof field === 'string' ? field : JSON.stringify(field));
}
