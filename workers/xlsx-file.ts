import type { WrittenCell } from '../core/table/write-rows';

/** What a sheet can hold. */
export const sheetLimits = { rows: 1_048_576, columns: 16_384, characters: 32_767 };

export interface WrittenSheet {
  readonly content: Blob;
  /** What the sheet could not hold, in sentences; empty where it holds all. */
  readonly note: string;
}

/** Characters that XML has no way to write. */
const unwritable = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
/** Characters of a number that a cell holds in full. */
const mostDigits = 15;
const cutMark = ' … (cut)';

/**
 * Rows of cells as an XLSX file of one sheet, written as they come. Strings are written as such, but for plain numbers
 * under the header: nothing in them is run.
 * @param count of the rows, the header among them
 * @throws Error in a sentence when there are more rows or columns than a sheet has
 */
export async function writeXlsx(rows: Iterable<WrittenCell[]>, count: number): Promise<WrittenSheet> {
  if (count > sheetLimits.rows) {
    throw new Error(
      `A sheet of Excel holds ${sheetLimits.rows.toLocaleString('en')} rows, and there are ${count.toLocaleString('en')}. Take the CSV.`,
    );
  }
  let [cut, replaced] = [0, 0];
  const held = (cell: WrittenCell): WrittenCell => {
    if (typeof cell === 'number') return cell;
    let text = cell;
    if (text.search(unwritable) >= 0) {
      replaced++;
      text = text.replace(unwritable, '\uFFFD');
    }
    if (text.length <= sheetLimits.characters) return text;
    cut++;
    return text.slice(0, sheetLimits.characters - cutMark.length).replace(/[\uD800-\uDBFF]$/, '') + cutMark;
  };
  function* sheet(): Generator<WrittenCell[]> {
    let isHeader = true;
    for (const cells of rows) {
      if (cells.length > sheetLimits.columns) {
        throw new Error(
          `A sheet of Excel holds ${sheetLimits.columns.toLocaleString('en')} columns, and there are ${cells.length.toLocaleString('en')}. Take the CSV.`,
        );
      }
      yield isHeader ? cells.map(held) : cells.map((cell) => held(asNumber(cell)));
      isHeader = false;
    }
  }
  // Loaded when it is needed: few take a workbook away.
  const { writeXlsxStream } = await import('hucre/xlsx');
  const reader = writeXlsxStream(sheet(), { name: 'rows', freezePane: { rows: 1 } }).getReader();
  const parts: Blob[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // A browser may keep blobs on disk; bytes it may not.
    parts.push(new Blob([value as Uint8Array<ArrayBuffer>]));
  }
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { content: new Blob(parts, { type }), note: noteOf(cut, replaced) };
}

/** A number where the cell is just that, as a spreadsheet would write it: no zeros before it that a key may have. */
function asNumber(cell: WrittenCell): WrittenCell {
  if (typeof cell === 'number' || cell.length > mostDigits) return cell;
  const number = Number(cell);
  return Number.isFinite(number) && String(number) === cell ? number : cell;
}

function noteOf(cut: number, replaced: number): string {
  const cells = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'cell' : 'cells'}`;
  return [
    cut === 0
      ? ''
      : `${cells(cut)} had more than the ${sheetLimits.characters.toLocaleString('en')} characters that a cell of Excel holds, and ${cut === 1 ? 'ends' : 'end'} with “(cut)”.`,
    replaced === 0
      ? ''
      : `${cells(replaced)} had characters that a workbook cannot hold; they became “\uFFFD”.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
