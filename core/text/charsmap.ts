import { AlignedTextBuilder, type AlignedText } from './aligned-text';

/** Rewrites text by SentencePiece's table of characters and their replacements. */
export type Charsmap = (aligned: AlignedText) => AlignedText;

/** Replacement of the shortest beginning of a text that the table knows, undefined where it knows none. */
type Lookup = (text: string) => string | undefined;

/**
 * Reads `precompiled_charsmap` of a tokenizer.json: the size of a trie in bytes (uint32), the trie (a double array of
 * uint32 units, darts-clone), and the replacements, each ended by a NUL; all little-endian, base64 around it.
 *
 * Text is rewritten as the `tokenizers` library does it, its peculiarity included that a grapheme of fewer than six
 * UTF-8 bytes is replaced as a whole when a beginning of it is in the table.
 *
 * @throws Error when the table is cut off or not base64
 */
export function parseCharsmap(base64: string): Charsmap {
  const lookup = remember(createLookup(decodeBase64(base64)));
  // Graphemes longer than a code point are worth looking for only beyond ASCII: there, CRLF is the only one,
  // and it is white space either way.
  return (aligned) => {
    const builder = new AlignedTextBuilder();
    let at = 0;
    for (const grapheme of isAscii(aligned.text) ? aligned.text : graphemes(aligned.text)) {
      const whole = grapheme.length > 1 && utf8.encode(grapheme).length < 6 ? lookup(grapheme) : undefined;
      for (const part of whole === undefined ? grapheme : [grapheme]) {
        append(builder, aligned, at, part, whole ?? lookup(part) ?? part);
        at += part.length;
      }
    }
    return builder.build();
  };
}

/** Character i of the replacement stands for character i of what it replaces, those beyond its end for the last. */
function append(
  builder: AlignedTextBuilder,
  aligned: AlignedText,
  at: number,
  part: string,
  becomes: string,
): void {
  const end = at + part.length;
  let source = at;
  for (const character of becomes) {
    builder.append(character, aligned.starts[source]!, aligned.ends[source]!);
    const next = source + (aligned.text.codePointAt(source)! > 0xffff ? 2 : 1);
    if (next < end) source = next;
  }
}

const utf8 = new TextEncoder();
const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function* graphemes(text: string): Iterable<string> {
  for (const { segment } of graphemeSegmenter.segment(text)) yield segment;
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

function decodeBase64(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new Error('precompiled_charsmap in tokenizer.json is not base64.', { cause });
  }
}

function createLookup(bytes: Uint8Array): Lookup {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const trieBytes = bytes.length < 4 ? 0 : view.getUint32(0, true);
  if (trieBytes === 0 || trieBytes % 4 !== 0 || trieBytes + 4 > bytes.length)
    throw new Error('precompiled_charsmap in tokenizer.json is cut off.');
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const replacements = bytes.subarray(4 + trieBytes);
  const decoder = new TextDecoder();

  return (text) => {
    // darts-clone: a unit holds the byte that leads to it, whether a value follows, and the offset of its children.
    let position = offset(units[0]!);
    for (const byte of utf8.encode(text)) {
      if (byte === 0) return undefined;
      position ^= byte;
      const unit = units[position];
      if (unit === undefined || (unit & 0x800000ff) !== byte) return undefined;
      position ^= offset(unit);
      if (((unit >>> 8) & 1) === 1) {
        const start = units[position]! & 0x7fffffff;
        return decoder.decode(replacements.subarray(start, replacements.indexOf(0, start)));
      }
    }
    return undefined;
  };
}

function offset(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

/** Texts repeat few characters; the first few thousand are kept, which covers them without growing for ever. */
function remember(lookup: Lookup): Lookup {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const replacement = lookup(text);
    if (known.size < 4096) known.set(text, replacement);
    return replacement;
  };
}
