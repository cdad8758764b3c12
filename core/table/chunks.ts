import { RowsError } from '../rows/types';

/** A run of bytes with a name: what a piece of work is stored as. */
export interface Chunk {
  readonly name: string;
  /** Its bytes, one part behind another; may be asked for more than once. */
  readonly parts: () => Iterable<Uint8Array>;
}

/** Where chunks are read from. */
export interface ChunkSource {
  /** A chunk's bytes in parts; none where there is no such chunk. @throws RowsError while iterated, when it is damaged */
  parts(name: string): AsyncIterable<Uint8Array>;
}

type Numbers = Uint8Array | Uint32Array | Float32Array;

/** Numbers as a chunk, in the byte order of the machine, which is the same on all that browsers run on. */
export function chunkOf(name: string, numbers: Numbers): Chunk {
  return { name, parts: () => [bytesOf(numbers)] };
}

/** The bytes of each block. */
export function* bytesOfAll(blocks: Iterable<ArrayBufferView>): Generator<Uint8Array> {
  for (const block of blocks) yield bytesOf(block);
}

/** The bytes that a view shows, shared with it. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A chunk as one run of bytes, at the beginning of its buffer. */
export async function wholeChunk(source: ChunkSource, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source.parts(name)) {
    parts.push(part);
    length += part.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What is left at the end of a run of bytes that was cut within a number is left out. */
export async function numbersOf<T extends Numbers>(
  source: ChunkSource,
  name: string,
  Kind: {
    new (buffer: ArrayBufferLike, start: number, length: number): T;
    readonly BYTES_PER_ELEMENT: number;
  },
): Promise<T> {
  const { buffer } = await wholeChunk(source, name);
  return new Kind(buffer, 0, Math.floor(buffer.byteLength / Kind.BYTES_PER_ELEMENT));
}

/** What is thrown where saved work cannot be as it was written. */
export function damagedWork(): RowsError {
  return new RowsError('the saved work is damaged, or was changed since it was saved');
}
