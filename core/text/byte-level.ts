import type { AlignedText, Edit } from './aligned-text';

/**
 * The characters that stand for bytes in a byte-level vocabulary (Radford et al. 2019): printable ones of Latin-1 for
 * themselves, the other bytes from U+0100 on.
 */
export const byteCharacters: readonly string[] = makeByteCharacters();

/** The character that stands for a blank: "Ġ". */
const blank = byteCharacters[0x20]!;

const encoder = new TextEncoder();
const spelled = new Map<string, string>();

/** GPT-2's words: an English contraction's end; letters, digits or other marks with the blank in front of them; white space. */
const words =
  /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** A text's words, as `byteSpelling` takes them. */
export function byteLevelWords(text: AlignedText): readonly AlignedText[] {
  return text.matches(words);
}

/**
 * A word as the bytes of its UTF-8, a character for each, which all come from the character that they spell. A blank's comes
 * from the place behind it, so that a token is where its letters are.
 */
export function byteSpelling(word: AlignedText): AlignedText {
  const edits: Edit[] = [];
  for (const { index, 0: character } of word.text.matchAll(/[^!-~]/gu)) {
    edits.push({
      start: index,
      end: index + character.length,
      replacement: spell(character),
      origin: character === ' ' ? 'behind' : 'each',
    });
  }
  return word.replace(edits);
}

function spell(character: string): string {
  if (character === ' ') return blank;
  let bytes = spelled.get(character);
  if (bytes === undefined) {
    bytes = Array.from(encoder.encode(character), (byte) => byteCharacters[byte]!).join('');
    spelled.set(character, bytes);
  }
  return bytes;
}

function makeByteCharacters(): string[] {
  const stands = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let others = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(stands(byte) ? byte : others++));
}
