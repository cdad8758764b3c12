import type { Span } from './types';

/** Replaces [start, end) of a text. */
export interface Edit extends Span {
  readonly replacement: string;
  /**
   * Where the characters of the replacement come from: one for one (those beyond the last from the last), or all from
   * the last character replaced.
   */
  readonly origin: 'each' | 'last';
}

/**
 * A text under normalisation that knows, for each of its UTF-16 code units, which characters of the original text it
 * comes from. The same bookkeeping as NormalizedString of Hugging Face's tokenizers, so that token offsets agree.
 */
export class AlignedText {
  private constructor(
    readonly text: string,
    /** Per code unit, the span in the original of the character it comes from. Ascending. */
    private readonly starts: Int32Array,
    private readonly ends: Int32Array,
  ) {}

  /** Characters [start, end) of an original text, as they are. */
  static from(original: string, start = 0, end = original.length): AlignedText {
    const text = original.slice(start, end);
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    let unit = 0;
    for (const character of text) {
      const next = unit + character.length;
      starts.fill(start + unit, unit, next);
      ends.fill(start + next, unit, next);
      unit = next;
    }
    return new AlignedText(text, starts, ends);
  }

  /** The characters of the original that [start, end) of this text comes from. */
  span(start: number, end: number): Span {
    return { start: this.starts[start]!, end: this.ends[end - 1]! };
  }

  /** @param edits ascending and disjoint, on character boundaries, none of them empty */
  replace(edits: readonly Edit[]): AlignedText {
    if (edits.length === 0) return this;
    let length = this.text.length;
    for (const { start, end, replacement } of edits) length += replacement.length - (end - start);
    const parts: string[] = [];
    const starts = new Int32Array(length);
    const ends = new Int32Array(length);
    let from = 0;
    let to = 0;
    const copy = (end: number): void => {
      parts.push(this.text.slice(from, end));
      starts.set(this.starts.subarray(from, end), to);
      ends.set(this.ends.subarray(from, end), to);
      to += end - from;
    };
    for (const edit of edits) {
      copy(edit.start);
      from = edit.end;
      parts.push(edit.replacement);
      const last = lastCharacter(this.text, edit.end);
      let source = edit.origin === 'each' ? edit.start : last;
      for (const character of edit.replacement) {
        starts.fill(this.starts[source]!, to, to + character.length);
        ends.fill(this.ends[source]!, to, to + character.length);
        to += character.length;
        source = Math.min(source + (this.text.codePointAt(source)! > 0xffff ? 2 : 1), last);
      }
    }
    copy(this.text.length);
    return new AlignedText(parts.join(''), starts, ends);
  }

  /** The same characters in another order, each place keeping its origin. */
  reorder(text: string): AlignedText {
    return new AlignedText(text, this.starts, this.ends);
  }
}

/** Where the character that ends at `end` starts. */
function lastCharacter(text: string, end: number): number {
  const isPair = end > 1 && text.codePointAt(end - 2)! > 0xffff;
  return isPair ? end - 2 : end - 1;
}
