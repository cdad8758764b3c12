/** A set of whole numbers below a limit, with 32 numbers in a word. */
export type BitSet = Uint32Array;

/** The set of the given numbers, all below `limit`. */
export function bitSet(members: Iterable<number>, limit: number): BitSet {
  const bits = new Uint32Array(Math.ceil(limit / 32));
  for (const member of members) bits[member >> 5]! |= 1 << (member & 31);
  return bits;
}

/** How many numbers are in exactly one of the two sets (Hamming distance). */
export function distance(a: BitSet, b: BitSet): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    let bits = a[i]! ^ b[i]!;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
