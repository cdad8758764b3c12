import { MAX_ROWS } from './bounded-bytes';
import { damagedWork, numbersOf, type ChunkSource } from './chunks';
import { FileTable, type TableShape } from './file-table';

/**
 * A table as it was kept by `FileTable.chunks`. Every row is looked at, so that what was changed by hand is refused here.
 * @throws RowsError when it is damaged
 */
export async function restoreTable(shape: TableShape, source: ChunkSource): Promise<FileTable> {
  const lengths = await numbersOf(source, 'rows/lengths', Uint32Array);
  const lines = await numbersOf(source, 'rows/lines', Uint32Array);
  const states = await numbersOf(source, 'rows/states', Uint8Array);
  const rows = lengths.length;
  // A row more says where a file was cut.
  if (lines.length !== rows || states.length !== rows || rows > MAX_ROWS + 1) throw damagedWork();
  const table = new FileTable(shape);
  let rest: Uint8Array = new Uint8Array(0);
  let row = 0;
  for await (const part of source.parts('rows/bytes')) {
    const all = new Uint8Array(rest.length + part.length);
    all.set(rest);
    all.set(part, rest.length);
    let at = 0;
    for (; row < rows && at + lengths[row]! <= all.length; row++) {
      table.addKept(lines[row]!, states[row]!, all.subarray(at, at + lengths[row]!));
      at += lengths[row]!;
    }
    rest = all.slice(at);
  }
  for (; row < rows && lengths[row] === 0; row++) table.addKept(lines[row]!, states[row]!, rest);
  if (row < rows || rest.length > 0) throw damagedWork();
  return table;
}
