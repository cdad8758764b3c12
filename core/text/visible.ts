/** A piece of text as it can be shown: itself, or the name of an invisible character. */
export interface VisiblePart {
  readonly text: string;
  /** Whether the text is the name of a character. */
  readonly named: boolean;
}

const names: Readonly<Record<number, string>> = {
  0x00ad: 'soft hyphen',
  0x034f: 'grapheme joiner',
  0x061c: 'Arabic letter mark',
  0x115f: 'Hangul filler',
  0x1160: 'Hangul filler',
  0x180e: 'vowel separator',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of direction',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2060: 'word joiner',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first-strong isolate',
  0x2069: 'end of isolate',
  0x2800: 'blank Braille',
  0x3164: 'Hangul filler',
  0xfeff: 'byte-order mark',
  0xffa0: 'Hangul filler',
  0xfffc: 'embedded object',
};

/**
 * Characters that are invisible or change the text beside them: formats, controls except tab and line ends, lone
 * surrogates, non-characters.
 */
const unseen =
  /[\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u034F\u115F\u1160\u2800\u3164\uFFA0\uFFFC\p{Variation_Selector}]|(?![\t\n\r])\p{Cc}/gu;

/**
 * Joiners, variation selectors and tags shape the characters beside them. In such places they do their normal work, and
 * need no name.
 */
const joiner = /^[\u200C\u200D]$/;
const shapesBefore = /^[\p{Variation_Selector}\u{E0020}-\u{E007F}]$/u;
const canBeShaped = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;

/**
 * A text in which every character can be seen. Zero-width, bidirectional and control characters are replaced by their
 * names, so that none is invisible or turns the text around it. Emoji sequences, joined letters, tabs and line ends
 * stay as they are. The parts cover the whole text.
 */
export function visibleParts(text: string): VisiblePart[] {
  const parts: VisiblePart[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    const [character] = match;
    const end = match.index + character.length;
    const before = characterBefore(text, match.index);
    const follows = canBeShaped.test(before) || joiner.test(before) || shapesBefore.test(before);
    if (follows && shapesBefore.test(character)) continue;
    if (follows && joiner.test(character) && canBeShaped.test(text.slice(end, end + 2))) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), named: false });
    parts.push({ text: nameOf(character), named: true });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), named: false });
  return parts;
}

/** The same as one string, names in angle brackets: "pay⟨right-to-left override⟩lap". */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => (part.named ? `⟨${part.text}⟩` : part.text))
    .join('');
}

/** Whether nothing of a text can be seen. */
export function isUnseen(text: string): boolean {
  return visibleParts(text).every(({ named }) => named);
}

/** The whole character that ends at an index; empty at the beginning of the text. */
function characterBefore(text: string, index: number): string {
  return [...text.slice(Math.max(0, index - 2), index)].at(-1) ?? '';
}

function nameOf(character: string): string {
  const code = character.codePointAt(0)!;
  const known = names[code];
  if (known !== undefined) return known;
  if (code >= 0xd800 && code <= 0xdfff) return 'half a character';
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
