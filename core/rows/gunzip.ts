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

/**
 * The content of a stream that may be gzip'd; its first two bytes tell. A gzip file may have several members: their
 * contents follow each other.
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
  for await (const piece of piecesOf(chunks)) {
    const error = push(piece, piece.length === 0);
    yield* inflated;
    inflated = [];
    if (error) throw error;
  }
}

/** Cuts chunks into small pieces. An empty piece marks the end. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
  }
  yield new Uint8Array(0);
}
