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

/**
 * A workbook of one sheet, as bytes.
 * @param rows the content of <sheetData>, or cells of rows: strings become inline strings, other text stands for itself
 */
export function workbookOf(
  rows: string | readonly (readonly (string | { readonly xml: string })[])[],
): Uint8Array {
  const cell = (value: string | { readonly xml: string }) =>
    typeof value === 'string' ? `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>` : value.xml;
  const data =
    typeof rows === 'string' ? rows : rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('');
  const office = 'http://schemas.openxmlformats.org';
  return zipSync({
    '[Content_Types].xml': strToU8(`<Types xmlns="${office}/package/2006/content-types"/>`),
    '_rels/.rels': strToU8(
      `<Relationships><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      '<workbook xmlns:r="r"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${data}</sheetData></worksheet>`),
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
