/**
 * A text that has been rewritten, and where each of its UTF-16 code units comes from: unit i stands for the range
 * [starts[i], ends[i]) of the original text. Both are ascending.
 */
export interface AlignedText {
  readonly text: string;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

/** What is built up of an aligned text while the one before it is read. */
export class AlignedTextBuilder {
  readonly #parts: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** Appends text, all of which stands for [start, end) of the original. */
  append(text: string, start: number, end: number): void {
    this.#parts.push(text);
    for (let i = 0; i < text.length; i++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  build(): AlignedText {
    return { text: this.#parts.join(''), starts: this.#starts, ends: this.#ends };
  }
}

/** Characters [start, end) of a text, unchanged: every code point stands for itself. */
export function alignedSlice(text: string, start: number, end: number): AlignedText {
  const builder = new AlignedTextBuilder();
  let at = start;
  for (const character of text.slice(start, end)) {
    builder.append(character, at, at + character.length);
    at += character.length;
  }
  return builder.build();
}

/** Rewrites each code point by itself; all that it becomes stands for what it stood for. */
export function mapCodePoints(aligned: AlignedText, rewrite: (character: string) => string): AlignedText {
  const builder = new AlignedTextBuilder();
  const known = new Map<string, string>();
  let at = 0;
  for (const character of aligned.text) {
    let rewritten = known.get(character);
    if (rewritten === undefined) known.set(character, (rewritten = rewrite(character)));
    builder.append(rewritten, aligned.starts[at]!, aligned.ends[at]!);
    at += character.length;
  }
  return builder.build();
}

/** Replaces each match; the replacement stands for what the match's last character stood for, as in `tokenizers`. */
export function replaceMatches(aligned: AlignedText, pattern: RegExp, replacement: string): AlignedText {
  const builder = new AlignedTextBuilder();
  let at = 0;
  const keepUntil = (end: number): void => {
    for (; at < end; at++) builder.append(aligned.text[at]!, aligned.starts[at]!, aligned.ends[at]!);
  };
  for (const match of aligned.text.matchAll(pattern)) {
    if (match[0].length === 0) continue;
    keepUntil(match.index);
    at += match[0].length;
    builder.append(replacement, aligned.starts[at - 1]!, aligned.ends[at - 1]!);
  }
  if (at === 0) return aligned;
  keepUntil(aligned.text.length);
  return builder.build();
}
