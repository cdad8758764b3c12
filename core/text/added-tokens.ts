import type { AlignedText } from './aligned-text';

/** A token with a text of its own. Texts are searched for it before they are cut into words. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it is looked for in the normalised text, in its own normalised form. */
  readonly normalized: boolean;
  /** Whether it is only found if no letter or digit stands before or behind it. */
  readonly singleWord: boolean;
  /** Whether the white space before it, or behind it, belongs to it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

export interface Section {
  readonly text: AlignedText;
  readonly added: AddedToken | null;
}

// The characters that \w matches in the regular expressions of the crate.
const wordCharacter = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`;
const startsWithWord = new RegExp(`^${wordCharacter}`, 'u');
const endsWithWord = new RegExp(`${wordCharacter}$`, 'u');

/** Finds added tokens in texts: the leftmost match, and of those the longest. */
export class AddedTokens {
  readonly #byContent: ReadonlyMap<string, AddedToken>;
  readonly #pattern: RegExp | null;

  /** @param content the form in which a token is looked for */
  constructor(
    tokens: readonly AddedToken[],
    content: (token: AddedToken) => string = (token) => token.content,
  ) {
    const entries = tokens.map((token) => [content(token), token] as const);
    this.#byContent = new Map(entries.filter(([text]) => text !== ''));
    const longestFirst = [...this.#byContent.keys()].sort((a, b) => b.length - a.length);
    const alternatives = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.#pattern = alternatives.length === 0 ? null : new RegExp(alternatives.join('|'), 'gu');
  }

  /** Divides the text into added tokens and the sections between them. No section is empty. */
  *split(aligned: AlignedText): Generator<Section> {
    const { text } = aligned;
    let from = 0;
    for (const { index, 0: content } of this.#pattern === null ? [] : text.matchAll(this.#pattern)) {
      const added = this.#byContent.get(content)!;
      let start = index;
      let end = index + content.length;
      if (added.singleWord && !standsAlone(text, start, end)) continue;
      if (added.lstrip) while (start > from && isWhiteSpace(text[start - 1]!)) start--;
      if (added.rstrip) while (end < text.length && isWhiteSpace(text[end]!)) end++;
      if (start > from) yield { text: aligned.slice(from, start), added: null };
      yield { text: aligned.slice(start, end), added };
      from = end;
    }
    if (from < text.length) yield { text: aligned.slice(from, text.length), added: null };
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  // The character before may have two code units.
  return (
    !endsWithWord.test(text.slice(Math.max(0, start - 2), start)) &&
    !startsWithWord.test(text.slice(end, end + 2))
  );
}

function isWhiteSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character);
}
