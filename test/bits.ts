import { createHash } from 'node:crypto';

/** What stands for the bits of each tensor: `toEqual` would look at millions of numbers one by one. */
export function bitsOf(tensors: ReadonlyMap<string, Float32Array>): ReadonlyMap<string, string> {
  const hashOf = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
    createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex');
  return new Map(Array.from(tensors, ([name, data]) => [name, hashOf(data)]));
}
