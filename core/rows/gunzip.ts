import { Gunzip } from 'fflate';
import { concatenate, peekBytes } from './bytes';
import { crc32 } from './crc32';
import { RowsError } from './types';

/** How many compressed bytes are inflated at once. Inflated, they are at most a thousand times as many. */
const PIECE = 2 ** 14;
/** A member ends with the CRC-32 and the length of its content, four bytes each. */
const TRAILER = 8;
/**
 * How many bytes of input are kept. A member's end is known only when the header of the next one has been read, and its
 * trailer must still be there.
 */
const KEPT = 2 ** 12;
/** Of the zeros at the end of a file, so many at most belong to its last member: its trailer, and a byte before it. */
const LAST_ZEROS = TRAILER + 1;

/**
 * The content of a stream that may be gzip'd; its first two bytes tell. A gzip file may have several members: their
 * contents follow each other. Zeros behind the last one fill a block, and are left out as by `gzip -d`.
 * @throws RowsError while iterated, when the data are cut off, damaged, or followed by something else
 */
export async function plainBytes(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { head, chunks: all } = await peekBytes(chunks, 2);
  return head[0] === 0x1f && head[1] === 0x8b ? gunzipped(all) : all;
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let inflated: Uint8Array[] = [];
  let crc = 0;
  let length = 0;
  /** The last bytes of input. When a member ends, they include its trailer. */
  let tail: Uint8Array = new Uint8Array(0);
  let received = 0;
  const endsAt = (end: number): boolean => {
    const from = end - (received - tail.length) - TRAILER;
    const trailer = from < 0 ? null : new DataView(tail.buffer, tail.byteOffset + from, TRAILER);
    return trailer?.getUint32(0, true) === crc && trailer.getUint32(4, true) === length >>> 0;
  };
  const checkMember = (end: number): void => {
    if (!endsAt(end)) {
      throw new RowsError('the gzip data are damaged, cut off, or followed by something else');
    }
    [crc, length] = [0, 0];
  };
  const stream = new Gunzip((chunk) => {
    crc = crc32(chunk, crc);
    length += chunk.length;
    if (chunk.length > 0) inflated.push(chunk);
  });
  stream.onmember = checkMember;
  /** @returns what is wrong, or null */
  const push = (piece: Uint8Array, isLast: boolean): RowsError | null => {
    tail = concatenate(tail.subarray(-KEPT), piece);
    received += piece.length;
    try {
      stream.push(piece, isLast);
      if (isLast) checkMember(received);
      return null;
    } catch (error) {
      if (error instanceof RowsError) return error;
      const { message } = error as Error;
      return new RowsError(
        /eof/i.test(message) ? 'the gzip data are cut off' : `the gzip data are damaged: ${message}`,
      );
    }
  };
  /** Zeros that have come and are held back: at the end of the file they may be no part of a member. */
  let zeros = 0;
  function* inflate(piece: Uint8Array, isLast = false): Generator<Uint8Array> {
    const error = push(piece, isLast);
    yield* inflated;
    inflated = [];
    if (error) throw error;
  }
  function* inflateZeros(): Generator<Uint8Array> {
    for (; zeros > 0; zeros -= Math.min(zeros, PIECE)) yield* inflate(new Uint8Array(Math.min(zeros, PIECE)));
  }
  for await (const piece of piecesOf(chunks)) {
    const end = piece.findLastIndex((byte) => byte !== 0) + 1;
    if (end > 0) {
      yield* inflateZeros();
      yield* inflate(piece.subarray(0, end));
    }
    zeros += piece.length - end;
  }
  for (let last = 0; last < LAST_ZEROS && zeros > 0 && !endsAt(received); last++, zeros--) {
    yield* inflate(new Uint8Array(1));
  }
  if (!endsAt(received)) yield* inflateZeros();
  yield* inflate(new Uint8Array(0), true);
}

/** Cuts chunks into small pieces. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
  }
}
