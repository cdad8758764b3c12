import { damagedWork, numbersOf, wholeChunk, type ChunkSource } from './chunks';
import type { FileTable } from './file-table';
import type { Readings } from './readings';
import { Reasons } from './reasons';
import { unpackReasons } from './row-reasons';

/**
 * Reasons as they were kept by `Reasons.chunks`.
 * @param target rows that were to be drawn
 * @throws RowsError where they are damaged, as where a machine went out while they were written
 */
export async function restoreReasons(
  table: FileTable,
  readings: Readings,
  source: ChunkSource,
  target: number,
): Promise<Reasons> {
  try {
    const rows = await numbersOf(source, 'reasons/rows', Uint32Array);
    const lengths = await numbersOf(source, 'reasons/lengths', Uint32Array);
    const order = await numbersOf(source, 'reasons/order', Uint32Array);
    const bytes = await wholeChunk(source, 'reasons/bytes');
    const isText = (row: number): boolean => row < table.length && table.state(row) === 'text';
    if (rows.length !== lengths.length || !rows.every(isText) || !order.every(isText)) throw damagedWork();
    const reasons = new Reasons(table, readings);
    let at = 0;
    rows.forEach((row, place) => {
      const packed = bytes.subarray(at, at + lengths[place]!);
      unpackReasons(packed, readings.classCount);
      reasons.set(row, packed);
      at += packed.length;
    });
    if (at !== bytes.length) throw damagedWork();
    reasons.restoreDraw(order, target);
    return reasons;
  } catch (error) {
    throw error instanceof RangeError ? damagedWork() : error;
  }
}
