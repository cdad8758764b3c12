import type { FileTable } from './file-table';

/**
 * For each row, the first row with the same text. It is the row itself if it is the first, or has no text. It takes one
 * pass and a hash table of row numbers; no text is copied.
 * @returns [rows]
 */
export function firstOfEqualTexts(table: FileTable): Uint32Array {
  const first = new Uint32Array(table.length);
  const size = 2 ** Math.ceil(Math.log2(2 * table.length + 2));
  /** A row plus one; 0: free. */
  const slots = new Uint32Array(size);
  for (let row = 0; row < table.length; row++) {
    first[row] = row;
    if (table.state(row) !== 'text') continue;
    const bytes = table.textBytes(row);
    for (let slot = hashOf(bytes) & (size - 1); ; slot = (slot + 1) & (size - 1)) {
      const taken = slots[slot]!;
      if (taken === 0) {
        slots[slot] = row + 1;
        break;
      }
      if (areEqual(bytes, table.textBytes(taken - 1))) {
        first[row] = taken - 1;
        break;
      }
    }
  }
  return first;
}

/** FNV-1a with 32 bits (Fowler, Noll & Vo). Its bits are mixed once more, because the lowest bits decide the slot. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
