import * as v from 'valibot';
import { crc32 } from '../rows/crc32';
import { damagedWork, type Chunk, type ChunkSource } from './chunks';
import { parseManifest, type WorkManifest } from './work-manifest';

/**
 * A piece of work as one file: MAGIC; length and CRC-32 of what follows, four bytes each, the lowest first; JSON with the
 * manifest and, for each chunk, its name, length and CRC-32; the chunks in that order, one behind another.
 */
const MAGIC = 'albert-lens work\n';
/** Bytes of the JSON's length and CRC-32. */
const STATED = 8;
/** Bytes of the JSON, at most. */
const MAX_HEADER = 2 ** 24;
/** Bytes that are read at once. */
const PIECE = 2 ** 22;

interface Entry {
  readonly name: string;
  readonly length: number;
  readonly crc32: number;
}

/** Some bytes that can be read anywhere, as those of a Blob. */
export interface ByteSource {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** Bytes that tell a piece of work. */
export const WORK_HEAD_BYTES = MAGIC.length;

/** @param head the first WORK_HEAD_BYTES of a file */
export function isWork(head: Uint8Array): boolean {
  return new TextDecoder().decode(head) === MAGIC;
}

/** A piece of work as one file, in parts. Chunks are gone through twice: for their lengths, then for their bytes. */
export function* packWork(manifest: WorkManifest, chunks: readonly Chunk[]): Generator<Uint8Array> {
  const entries = chunks.map(({ name, parts }): Entry => {
    let [length, crc] = [0, 0];
    for (const part of parts()) [length, crc] = [length + part.length, crc32(part, crc)];
    return { name, length, crc32: crc };
  });
  const header = new TextEncoder().encode(JSON.stringify({ manifest, chunks: entries }));
  const stated = new Uint8Array(STATED);
  const view = new DataView(stated.buffer);
  view.setUint32(0, header.length, true);
  view.setUint32(4, crc32(header, 0), true);
  yield new TextEncoder().encode(MAGIC);
  yield stated;
  yield header;
  for (const { parts } of chunks) yield* parts();
}

/**
 * Opens a piece of work. Chunks are read when they are asked for, and held against their CRC-32.
 * @throws RowsError when it is damaged, or of a newer version of this page
 */
export async function openWork(
  source: ByteSource,
): Promise<{ readonly manifest: WorkManifest; readonly chunks: ChunkSource }> {
  const head = await source.read(0, WORK_HEAD_BYTES + STATED);
  if (head.length < WORK_HEAD_BYTES + STATED || !isWork(head.subarray(0, WORK_HEAD_BYTES)))
    throw damagedWork();
  const stated = new DataView(head.buffer, head.byteOffset + WORK_HEAD_BYTES);
  const length = stated.getUint32(0, true);
  if (length > MAX_HEADER || head.length + length > source.size) throw damagedWork();
  const bytes = await source.read(head.length, head.length + length);
  if (crc32(bytes, 0) !== stated.getUint32(4, true)) throw damagedWork();
  const header = headerOf(new TextDecoder().decode(bytes));
  const places = new Map<string, Entry & { readonly start: number }>();
  let start = head.length + length;
  for (const entry of header.chunks) {
    places.set(entry.name, { ...entry, start });
    start += entry.length;
  }
  if (start !== source.size) throw damagedWork();
  async function* parts(name: string): AsyncGenerator<Uint8Array> {
    const place = places.get(name);
    if (!place) return;
    let crc = 0;
    const end = place.start + place.length;
    for (let from = place.start; from < end; from += PIECE) {
      const part = await source.read(from, Math.min(end, from + PIECE));
      crc = crc32(part, crc);
      yield part;
    }
    if (crc !== place.crc32) throw damagedWork();
  }
  return { manifest: parseManifest(header.manifest), chunks: { parts } };
}

const headerSchema = v.object({
  manifest: v.unknown(),
  chunks: v.array(
    v.object({
      name: v.string(),
      length: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      crc32: v.number(),
    }),
  ),
});

function headerOf(json: string): v.InferOutput<typeof headerSchema> {
  try {
    return v.parse(headerSchema, JSON.parse(json));
  } catch {
    throw damagedWork();
  }
}
