import type { ColumnType, TypedCell } from '../core/table/column-types';
import type { TypedTable } from '../core/table/write-rows';
import { nextTask } from './cancellation';
import { grouped } from '../core/text/count';

/** What a sheet can hold. */
export const sheetLimits = { rows: 1_048_576, columns: 16_384, characters: 32_767 };

export interface WrittenSheet {
  readonly content: Blob;
  /** What the sheet could not hold, in sentences; empty where it holds all. */
  readonly note: string;
}

/** Characters that XML has no way to write. */
const unwritable = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
const cutMark = ' … (cut)';

/**
 * A table as an XLSX file of one sheet, written as it comes. Strings are written as such: nothing in them is run.
 * @throws Error in a sentence when there are more rows or columns than a sheet has
 */
export async function writeXlsx({ rows, types, count }: TypedTable): Promise<WrittenSheet> {
  if (count > sheetLimits.rows) {
    throw new Error(
      `A sheet of Excel holds ${grouped(sheetLimits.rows)} rows, and there are ${grouped(count)}. Take the CSV.`,
    );
  }
  let [cut, replaced] = [0, 0];
  const held = (cell: TypedCell): TypedCell => {
    if (typeof cell !== 'string') return cell;
    let text = cell;
    if (text.search(unwritable) >= 0) {
      replaced++;
      text = text.replace(unwritable, '\uFFFD');
    }
    if (text.length <= sheetLimits.characters) return text;
    cut++;
    return text.slice(0, sheetLimits.characters - cutMark.length).replace(/[\uD800-\uDBFF]$/, '') + cutMark;
  };
  function* sheet(): Generator<TypedCell[]> {
    for (const cells of rows) {
      if (cells.length > sheetLimits.columns) {
        throw new Error(
          `A sheet of Excel holds ${grouped(sheetLimits.columns)} columns, and there are ${grouped(cells.length)}. Take the CSV.`,
        );
      }
      yield cells.map(held);
    }
  }
  // Loaded when it is needed: few take a workbook away.
  const { writeXlsxStream } = await import('hucre/xlsx');
  const { columns, all } = columnsOf(sheet(), types);
  const reader = writeXlsxStream(all, { name: 'rows', columns, freezePane: { rows: 1 } }).getReader();
  const parts: Blob[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // A browser may keep blobs on disk; bytes it may not.
    parts.push(new Blob([value as Uint8Array<ArrayBuffer>]));
    await nextTask();
  }
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { content: new Blob(parts, { type }), note: noteOf(cut, replaced) };
}

/** Rows by which columns are made as wide as what stands in them; characters of one. */
const looked = 100;
const [narrowest, widest] = [8, 60];

/** How columns are shown, by their first rows; and all rows. */
function columnsOf(rows: Iterator<TypedCell[]>, types: TypedTable['types']) {
  const first: TypedCell[][] = [];
  for (let next = rows.next(); !next.done; next = rows.next()) {
    first.push(next.value);
    if (first.length === looked) break;
  }
  const widths = first.reduce<number[]>((most, cells) => {
    cells.forEach((cell, at) => (most[at] = Math.max(most[at] ?? narrowest, widthOf(cell))));
    return most;
  }, []);
  const columns = widths.map((width, at) => ({
    width: Math.min(widest, width + 2),
    ...formatOf(types[at]),
  }));
  function* all(): Generator<TypedCell[]> {
    yield* first;
    for (let next = rows.next(); !next.done; next = rows.next()) yield next.value;
  }
  return { columns, all: all() };
}

/** A date is shown as it was written. */
function formatOf(type: ColumnType | undefined): { numFmt?: string } {
  return typeof type === 'object' ? { numFmt: type.format } : {};
}

function widthOf(cell: TypedCell): number {
  if (cell instanceof Date) return 'yyyy-mm-dd hh:mm:ss'.length;
  // A number is shown in as many digits as there is room for.
  return typeof cell === 'number' ? narrowest : String(cell ?? '').length;
}

function noteOf(cut: number, replaced: number): string {
  const cells = (count: number): string => `${grouped(count)} ${count === 1 ? 'cell' : 'cells'}`;
  return [
    cut === 0
      ? ''
      : `${cells(cut)} had more than the ${grouped(sheetLimits.characters)} characters that a cell of Excel holds, and ${cut === 1 ? 'ends' : 'end'} with “(cut)”.`,
    replaced === 0
      ? ''
      : `${cells(replaced)} had characters that a workbook cannot hold; they became “\uFFFD”.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
