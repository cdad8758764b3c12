/**
 * SentencePiece's precompiled character map. It replaces byte sequences of UTF-8, which it finds in a double-array trie
 * (Darts). The layout is: the size of the trie in bytes (uint32), the trie (uint32 units), and the replacements, each
 * with a zero byte at its end. All is little-endian, in base64.
 *
 * Source: SentencePiece `src/normalizer.cc`, Darts-clone `darts.h`.
 */
export class CharactersMap {
  private readonly trie: Uint32Array;
  private readonly replacements: Uint8Array;
  private readonly known = new Map<string, string | null>();

  /** @throws Error when the bytes are not such a map */
  constructor(base64: string) {
    const bytes = decodeBase64(base64);
    const view = new DataView(bytes.buffer);
    const size = bytes.length < 4 ? 0 : view.getUint32(0, true);
    if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length) throw new Error(damaged);
    this.trie = Uint32Array.from({ length: size / 4 }, (_, unit) => view.getUint32(4 + unit * 4, true));
    this.replacements = bytes.subarray(4 + size);
  }

  /** The replacement of a character or grapheme; null if it has none. */
  replacement(characters: string): string | null {
    let found = this.known.get(characters);
    if (found === undefined) {
      found = this.lookUp(new TextEncoder().encode(characters));
      this.known.set(characters, found);
    }
    return found;
  }

  /** The replacement of the shortest prefix that has one, as in Hugging Face's tokenizers. */
  private lookUp(key: Uint8Array): string | null {
    let node = offset(this.trie[0]!);
    for (const byte of key) {
      node ^= byte;
      const unit = this.trie[node];
      if (unit === undefined || byte === 0 || label(unit) !== byte) return null;
      node ^= offset(unit);
      if (hasLeaf(unit)) {
        const start = (this.trie[node] ?? 0) & 0x7fffffff;
        const end = this.replacements.indexOf(0, start);
        if (end < 0) throw new Error(damaged);
        return new TextDecoder().decode(this.replacements.subarray(start, end));
      }
    }
    return null;
  }
}

const damaged =
  'The character map (precompiled_charsmap) in tokenizer.json is damaged. Take the file from its source again.';

function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new Error(damaged);
  }
}

const hasLeaf = (unit: number): boolean => ((unit >>> 8) & 1) === 1;
const label = (unit: number): number => (unit & 0x800000ff) >>> 0;
const offset = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
