const encoder = new TextEncoder();
// Within a text U+FEFF is a character.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Packs the cells of a row into one run of bytes. Before each cell stands its length in bytes plus one, with seven bits
 * a byte, the lowest first. 0 stands for a cell that the row lacks.
 */
export function packCells(cells: readonly (string | undefined)[]): Uint8Array {
  const contents = cells.map((cell) => (cell === undefined ? null : encoder.encode(cell)));
  const total = contents.reduce((sum, bytes) => sum + 5 + (bytes?.length ?? 0), 0);
  const packed = new Uint8Array(total);
  let at = 0;
  for (const bytes of contents) {
    let rest = bytes ? bytes.length + 1 : 0;
    for (; rest >= 128; rest = Math.floor(rest / 128)) packed[at++] = (rest % 128) + 128;
    packed[at++] = rest;
    if (!bytes) continue;
    packed.set(bytes, at);
    at += bytes.length;
  }
  return packed.subarray(0, at);
}

/** A packed row with one more cell at a place behind its own; cells between them are lacking. */
export function withCell(packed: Uint8Array, column: number, cell: string | undefined): Uint8Array {
  let count = 0;
  for (let at = 0; at < packed.length; count++) {
    let length = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = packed[at++]!;
      length += (byte % 128) * weight;
      if (byte < 128) break;
    }
    at += Math.max(0, length - 1);
  }
  const added = packCells([...new Array<undefined>(Math.max(0, column - count)), cell]);
  const joined = new Uint8Array(packed.length + added.length);
  joined.set(packed);
  joined.set(added, packed.length);
  return joined;
}

/** The bytes of one cell of a packed row; null if the row lacks it. */
export function cellBytes(packed: Uint8Array, column: number): Uint8Array | null {
  let at = 0;
  for (let cell = 0; at < packed.length; cell++) {
    let length = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = packed[at++]!;
      length += (byte % 128) * weight;
      if (byte < 128) break;
    }
    const end = at + Math.max(0, length - 1);
    if (cell === column) return length === 0 ? null : packed.subarray(at, end);
    at = end;
  }
  return null;
}

/** Whether bytes are what `packCells` could have made. */
export function arePacked(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || weight > 2 ** 28) return false;
      length += (byte % 128) * weight;
      if (byte < 128) break;
    }
    at += Math.max(0, length - 1);
  }
  return at === bytes.length;
}

/** One cell of a packed row; undefined where the row does not have it. */
export function cellOf(packed: Uint8Array, column: number): string | undefined {
  const bytes = cellBytes(packed, column);
  return bytes === null ? undefined : decoder.decode(bytes);
}

/** A run of bytes that holds one string. */
export function packText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The string in a run of bytes that holds one. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
