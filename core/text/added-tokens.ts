import type { AlignedText } from './aligned-text';

/** A token with a text of its own, which is looked for before words are cut. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it is looked for in the normalised text, in the form that normalisation gives it. */
  readonly normalized: boolean;
  /** Whether letters and digits may stand neither before nor behind it. */
  readonly singleWord: boolean;
  /** Takes the white space in front of it, or behind it, along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

export interface Section {
  readonly text: AlignedText;
  readonly added: AddedToken | null;
}

// What the crate's regular expressions call \w.
const wordCharacter = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`;
const startsWithWord = new RegExp(`^${wordCharacter}`, 'u');
const endsWithWord = new RegExp(`${wordCharacter}$`, 'u');

/** Finds added tokens in texts: leftmost, then longest match. */
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

  /** The text as a sequence of added tokens and what lies between them; nothing of it is empty. */
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
  // A character before may take two code units.
  return (
    !endsWithWord.test(text.slice(Math.max(0, start - 2), start)) &&
    !startsWithWord.test(text.slice(end, end + 2))
  );
}

function isWhiteSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character);
}
