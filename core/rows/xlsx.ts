import { unzipSync, zipSync } from 'fflate';
import { gathered } from './gathered';
import { MAX_UNPACKED_XLSX_BYTES, MAX_XLSX_BYTES } from './limits';
import { notWorkbook } from './not-rows';
import type { Table, TableOptions } from './table';
import { RowsError, type TableEvent } from './types';

/** Whether a file begins as a ZIP archive does, which a spreadsheet (.xlsx) is. */
export function isZip(head: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, at) => head[at] === byte);
}

/**
 * Opens a sheet of an Excel workbook (Office Open XML). Cells are strings, as they are in CSV: numbers in full, dates as
 * 2025-12-31 or 2025-12-31T08:30:00, true and false. Formulae are not run: a cell has the value that was saved with it. The
 * first row that is not empty names the columns, titles above it apart; a row that has more cells adds columns without a name.
 * @param asked name of the sheet, else the first with anything in it; and the line with the names of its columns: see TableOptions
 * @throws RowsError when it is too large, damaged, no workbook, or has no such sheet or nothing in it
 */
export async function openXlsx(
  chunks: AsyncIterable<Uint8Array>,
  { sheet, headerLine = 1 }: Pick<TableOptions, 'headerLine'> & { readonly sheet: string | undefined },
): Promise<Table> {
  const most = MAX_XLSX_BYTES / 1e6;
  const packed = await gathered(
    chunks,
    MAX_XLSX_BYTES,
    `a spreadsheet of more than ${most} MB is not read. Save the sheet as CSV, then open that`,
  );
  const parts = unpacked(packed);
  const { readXlsx, streamXlsxRows } = await import('hucre/xlsx');
  const sheets: string[] = [];
  try {
    await readXlsx(zipSync(withoutContent(parts), { level: 0 }), {
      sheets: ({ name }) => {
        sheets.push(name);
        return false;
      },
    });
  } catch (error) {
    throw damaged(error);
  }
  if (sheets.length === 0) throw new RowsError('the archive holds no sheet of an Excel workbook');
  if (sheet !== undefined && !sheets.includes(sheet))
    throw new RowsError(`the workbook has no sheet "${sheet}"`);
  // Stored: nothing that is not bounded is unpacked again.
  const stored = zipSync(parts, { level: 0 });
  const rowsOf = (name: string) => filledRows(streamXlsxRows(stored, { sheet: name }), headerLine);
  const filled = await firstFilled(sheet === undefined ? sheets : [sheet], rowsOf);
  if ('message' in filled.first) throw new RowsError(filled.first.message);
  const { name, rows } = filled;
  const columns = filled.first.cells.map((cell) => cell.trim());
  return {
    format: 'xlsx',
    columns,
    delimiter: null,
    encoding: null,
    sheets,
    sheet: name,
    records: records(rows, columns),
  };
}

type CellValue = string | number | boolean | Date | null;

interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

interface Broken {
  readonly line: number;
  readonly message: string;
}

interface FilledSheet {
  readonly name: string;
  readonly first: SheetRow | Broken;
  /** Those behind the first. */
  readonly rows: AsyncGenerator<SheetRow | Broken, void>;
}

/** The first of some sheets with anything in it. @throws RowsError where none has */
async function firstFilled(
  names: readonly string[],
  rowsOf: (name: string) => AsyncGenerator<SheetRow | Broken, void>,
): Promise<FilledSheet> {
  for (const name of names) {
    const rows = rowsOf(name);
    const first = await rows.next();
    if (!first.done) return { name, first: first.value, rows };
  }
  throw new RowsError(
    names.length > 1
      ? 'there is nothing in any sheet of the workbook'
      : `there is nothing in the sheet "${names[0]}", not even a header`,
  );
}

/** Rows with something in them, from a line on; where the sheet is damaged, that, and no more. */
async function* filledRows(
  rows: AsyncIterable<{ readonly index: number; readonly values: readonly CellValue[] }>,
  fromLine: number,
): AsyncGenerator<SheetRow | Broken, void> {
  let line = 0;
  try {
    for await (const { index, values } of rows) {
      line = index + 1;
      if (line < fromLine) continue;
      const cells = values.map(inWords);
      if (cells.some((cell) => cell.trim() !== '')) yield { line, cells };
    }
  } catch (error) {
    yield { line: line + 1, message: damaged(error).message };
  }
}

async function* records(
  rows: AsyncIterable<SheetRow | Broken>,
  columns: string[],
): AsyncGenerator<TableEvent> {
  for await (const row of rows) {
    if ('message' in row) {
      yield { kind: 'fault', ...row, isFatal: true };
      return;
    }
    const { line, cells } = row;
    while (columns.length < cells.length) columns.push('');
    // Cells at the end that are empty are not in the file.
    yield { kind: 'record', line, fields: columns.map((_, column) => cells[column] ?? '') };
  }
}

function inWords(value: CellValue): string {
  if (value === null) return '';
  if (!(value instanceof Date)) return String(value);
  if (Number.isNaN(value.getTime())) return '';
  const [day, time] = value.toISOString().slice(0, 19).split('T') as [string, string];
  if (time === '00:00:00') return day;
  // A time of no day counts from the day before 1900.
  return value.getUTCFullYear() < 1900 ? time : `${day}T${time}`;
}

/** What of a workbook says what its sheets are called and hold. */
const wanted =
  /^(?:\[Content_Types\]\.xml|_rels\/.*|xl\/_rels\/.*|xl\/[^/]+\.xml|xl\/worksheets\/[^/]+\.xml)$/i;
const content = /^xl\/(?:worksheets\/|sharedStrings)/i;

/** The parts that are read, unpacked; each has room for as many bytes as the archive says, so that none grows further. */
function unpacked(packed: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  const names: string[] = [];
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(packed, {
      filter: ({ name, originalSize }) => {
        names.push(name);
        if (!wanted.test(name)) return false;
        total += originalSize;
        if (total <= MAX_UNPACKED_XLSX_BYTES) return true;
        const most = MAX_UNPACKED_XLSX_BYTES / 1e6;
        throw new RowsError(
          `the spreadsheet unpacks to more than ${most} MB, and is not read. Save the sheet as CSV, then open that`,
        );
      },
    });
  } catch (error) {
    if (error instanceof RowsError) throw error;
    throw damaged(error);
  }
  const other = notWorkbook(names);
  if (other !== null) throw new RowsError(other);
  for (const [name, part] of Object.entries(parts)) {
    if (content.test(name) && !isWhole(part)) throw damaged(new Error(`${name} is cut off`));
  }
  return parts;
}

/** Whether a part ends with the end of its first element: the reader takes one that is cut off for a short one. */
function isWhole(part: Uint8Array): boolean {
  const decoder = new TextDecoder();
  const [, root] = /<([A-Za-z_][\w:.-]*)/.exec(decoder.decode(part.subarray(0, 2000))) ?? [];
  const end = decoder.decode(part.subarray(-200)).trimEnd();
  return root !== undefined && (end.endsWith(`</${root}>`) || (part.length < 2000 && end.endsWith('/>')));
}

function withoutContent(parts: Readonly<Record<string, Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => !content.test(name)));
}

function damaged(error: unknown): RowsError {
  const { message } = error as Error;
  return new RowsError(
    /content_types|workbook/i.test(message)
      ? 'it is an archive (ZIP) without an Excel workbook in it. Unpack it, then open a file that was in it'
      : `the spreadsheet is damaged: ${message}`,
  );
}
