import { Gunzip } from 'fflate';
import { concatenate, peekBytes } from './bytes';
import { crc32 } from './crc32';
import { RowsError } from './types';

/** Compressed bytes that are inflated at once. They become a thousand times as many at most. */
const PIECE = 2 ** 14;
/** A member ends with the CRC-32 of its content and its length, four bytes each. */
const TRAILER = 8;
/** Bytes of input that are kept: a trailer is looked at when the header of the next member has been read whole. */
const KEPT = 2 ** 12;

/**
 * The content of a stream that may be gzip'd, which its first two bytes tell; of several members, one after another.
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
  /** The last bytes that came in, a trailer among them when a member ends. */
  let tail: Uint8Array = new Uint8Array(0);
  let received = 0;
  const checkMember = (end: number): void => {
    const from = end - (received - tail.length) - TRAILER;
    const trailer = from < 0 ? null : new DataView(tail.buffer, tail.byteOffset + from, TRAILER);
    if (trailer?.getUint32(0, true) !== crc || trailer.getUint32(4, true) !== length >>> 0) {
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
  /** @returns what is wrong, null when nothing is */
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
  for await (const piece of piecesOf(chunks)) {
    const error = push(piece, piece.length === 0);
    yield* inflated;
    inflated = [];
    if (error) throw error;
  }
}

/** Small pieces, and an empty one at the end. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
  }
  yield new Uint8Array(0);
}
