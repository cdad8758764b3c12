const magic = [0x1f, 0x8b];
/** At the end of a file, as RFC 1952 has it: its checksum, and its size unpacked. */
const trailerBytes = 8;

/**
 * What gzip packed; bytes that it did not pack, as they are. It goes into memory of the size that the file states: gathered
 * piece by piece, it would be held twice for a moment.
 *
 * @param bytes of one member, whose content is known to be right
 * @throws RangeError where the size is not the one stated
 */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (magic.some((byte, at) => bytes[at] !== byte) || bytes.byteLength < trailerBytes) return bytes;
  const { buffer, byteOffset, byteLength } = bytes;
  const size = new DataView(buffer, byteOffset + byteLength - 4, 4).getUint32(0, true);
  const unpacked = new Uint8Array(size);
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    unpacked.set(value, at);
    at += value.byteLength;
  }
  if (at < size) throw new RangeError(`${at} bytes came of gzip where ${size} were to come`);
  return unpacked;
}
