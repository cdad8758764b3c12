import { NumberBlocks } from './number-blocks';

/** How many bytes a chunk has. A row may lie in several chunks. */
const CHUNK = 2 ** 22;

/**
 * Rows of bytes, one behind the other, and the place where each begins. A row takes eight bytes more than its content.
 */
export class ByteRows {
  readonly #chunks: Uint8Array[] = [];
  readonly #ends = new NumberBlocks(Float64Array);
  #bytes = 0;

  get length(): number {
    return this.#ends.length;
  }

  /** Bytes of all rows. */
  get bytes(): number {
    return this.#bytes;
  }

  push(row: Uint8Array): void {
    for (let from = 0; from < row.length;) {
      const at = this.#bytes % CHUNK;
      if (at === 0) this.#chunks.push(new Uint8Array(CHUNK));
      const part = row.subarray(from, from + CHUNK - at);
      this.#chunks.at(-1)!.set(part, at);
      this.#bytes += part.length;
      from += part.length;
    }
    this.#ends.push(this.#bytes);
  }

  /**
   * The bytes of all rows, one behind another, in pieces: views, not to be written to.
   * @param bytes up to which they are given: rows may come in while they are gone through
   */
  *pieces(bytes = this.#bytes): Generator<Uint8Array> {
    for (let start = 0; start < bytes; start += CHUNK) {
      yield this.#chunks[start / CHUNK]!.subarray(0, Math.min(CHUNK, bytes - start));
    }
  }

  /** A row's bytes: a view of them, not to be written to. @throws RangeError where there is no such row */
  at(row: number): Uint8Array {
    const end = this.#ends.at(row);
    const start = row === 0 ? 0 : this.#ends.at(row - 1);
    const first = Math.floor(start / CHUNK);
    if (start === end) return new Uint8Array(0);
    if (Math.floor((end - 1) / CHUNK) === first) {
      return this.#chunks[first]!.subarray(start - first * CHUNK, end - first * CHUNK);
    }
    const joined = new Uint8Array(end - start);
    for (let from = start; from < end;) {
      const chunk = Math.floor(from / CHUNK);
      const part = this.#chunks[chunk]!.subarray(from % CHUNK, Math.min(CHUNK, end - chunk * CHUNK));
      joined.set(part, from - start);
      from += part.length;
    }
    return joined;
  }
}
