import { RowsError } from './types';

/**
 * All bytes of a stream, where they are not too many.
 * @param tooMany what is wrong where they are, and what to do
 * @throws RowsError then
 */
export async function gathered(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  tooMany: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > most) throw new RowsError(tooMany);
    parts.push(chunk);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
