import { strToU8, zipSync } from 'fflate';
import { openTable } from './open-table';
import type { TableOptions } from './table';

/** Bytes as a stream, in chunks of a size. */
export async function* cut(bytes: Uint8Array, size = 2 ** 16): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    yield await Promise.resolve(bytes.subarray(start, start + size));
  }
}

/** A table with its records as [line, ...fields] and its faults as [line, message]. */
export async function readRows(bytes: Uint8Array, options?: TableOptions) {
  const table = await openTable(cut(bytes), options);
  const rows: unknown[][] = [];
  for await (const event of table.records) {
    rows.push(event.kind === 'record' ? [event.line, ...event.fields] : [event.line, event.message]);
  }
  return { ...table, rows };
}

/** The content of <sheetData>, or cells of rows: strings become inline strings, other text stands for itself. */
type SheetContent = string | readonly (readonly (string | { readonly xml: string })[])[];

/** A workbook as bytes; its sheets are called Sheet1, Sheet2 and so on. */
export function workbookOf(...sheets: readonly SheetContent[]): Uint8Array {
  const cell = (value: string | { readonly xml: string }) =>
    typeof value === 'string' ? `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>` : value.xml;
  const data = (rows: SheetContent) =>
    typeof rows === 'string' ? rows : rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('');
  const each = (text: (number: number) => string) => sheets.map((_, at) => text(at + 1)).join('');
  const office = 'http://schemas.openxmlformats.org';
  return zipSync({
    '[Content_Types].xml': strToU8(`<Types xmlns="${office}/package/2006/content-types"/>`),
    '_rels/.rels': strToU8(
      `<Relationships><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="r"><sheets>${each((n) => `<sheet name="Sheet${n}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${each((n) => `<Relationship Id="rId${n}" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
    ),
    ...Object.fromEntries(
      sheets.map((rows, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        strToU8(`<worksheet><sheetData>${data(rows)}</sheetData></worksheet>`),
      ]),
    ),
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
