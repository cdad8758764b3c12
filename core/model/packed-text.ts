import { gzipSync, gunzipSync } from 'fflate';
import { largestText, modelFileError } from './model-file';

/** Bytes that a gzip file begins with. */
const magic = [0x1f, 0x8b];

/**
 * A text file of a model as it is sent: gzipped, since many static hosts do not compress. The same bytes on every machine.
 * (What node:zlib writes differs between versions of Node.)
 */
export function packText(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes, { level: 9, mtime: 0 }));
}

/**
 * The text of a model's file, packed or not: its first two bytes tell.
 *
 * @param file what it is called in errors
 * @throws ModelFileError when it is damaged, or larger than any real file
 */
export function textIn(bytes: Uint8Array, file: string): string {
  return new TextDecoder().decode(isPacked(bytes) ? unpacked(bytes, file) : bytes);
}

function isPacked(bytes: Uint8Array): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function unpacked(bytes: Uint8Array, file: string): Uint8Array {
  // The last four bytes state the length. No more is unpacked than they say.
  const length =
    bytes.length < 18
      ? Infinity
      : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  if (length > largestText) throw modelFileError(file, 'unpacked, it is too large to read');
  try {
    return gunzipSync(bytes, { out: new Uint8Array(length) });
  } catch {
    throw modelFileError(file, 'it is packed (gzip), and damaged');
  }
}
