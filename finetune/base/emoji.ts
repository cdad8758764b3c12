import names from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' };

export interface Emoji {
  readonly character: string;
  /** Its name in Unicode's Common Locale Data Repository: "face with tears of joy". */
  readonly name: string;
}

/** Every emoji that is one character, and the flags, which are two; without the mark that asks for a picture (U+FE0F). */
export function allEmoji(): Emoji[] {
  return Object.entries(names)
    .map(([emoji, { name }]) => ({ character: emoji.replaceAll('\uFE0F', ''), name }))
    .filter(({ character }) => /^(?:.|\p{Regional_Indicator}{2})$/u.test(character));
}
