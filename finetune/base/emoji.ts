import names from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' };

export interface Emoji {
  readonly character: string;
  /** Its name in Unicode's Common Locale Data Repository: "face with tears of joy". */
  readonly name: string;
}

const emojiPattern = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}/gu;

/**
 * Every emoji of one character, and the flags, which have two. U+FE0F, the mark that asks for a picture, is removed.
 * Signs that any text may hold (©, ™) are left out.
 */
export function allEmoji(): Emoji[] {
  return Object.entries(names)
    .map(([emoji, { name }]) => ({ character: emoji.replaceAll('\uFE0F', ''), name }))
    .filter(({ character }) => /^(?:[\u2190-\u{10FFFF}]|\p{Regional_Indicator}{2})$/u.test(character));
}

/** A text in which every emoji is replaced by its name; null if it has no emoji. */
export function withEmojiNames(text: string): string | null {
  let found = false;
  const read = text.replaceAll(emojiPattern, (emoji) => {
    const name = nameOf.get(emoji);
    if (name === undefined) return emoji;
    found = true;
    return ` ${name} `;
  });
  return found ? read : null;
}

const nameOf = new Map(allEmoji().map(({ character, name }) => [character, name]));
