import { ModelFileError } from '../model/model-file';
import type { Span } from './types';

/** No rule of Unicode makes more than 18 characters of one. A file from a stranger may ask for any number. */
const mostGrowth = 24;

/** Replaces [start, end) of a text. */
export interface Edit extends Span {
  readonly replacement: string;
  /**
   * Where the characters of the replacement come from. Either one for one, where those beyond the last come from the
   * last. Or all from the last character that is replaced. Or from no character: then they have the place behind the
   * replaced characters.
   */
  readonly origin: 'each' | 'last' | 'behind';
}

/**
 * A text that is being normalised. For each of its UTF-16 code units it knows the characters of the original text from
 * which the unit comes. It follows NormalizedString of Hugging Face's tokenizers, so that the offsets of tokens agree.
 */
export class AlignedText {
  private constructor(
    readonly text: string,
    /** For each code unit, the span in the original of the character from which it comes. Ascending. */
    private readonly starts: Int32Array,
    private readonly ends: Int32Array,
  ) {}

  /** Makes an aligned text of an original, without any change. */
  static from(text: string): AlignedText {
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    let unit = 0;
    for (const character of text) {
      const next = unit + character.length;
      starts.fill(unit, unit, next);
      ends.fill(next, unit, next);
      unit = next;
    }
    return new AlignedText(text, starts, ends);
  }

  /** Characters [start, end) of this text. */
  slice(start: number, end: number): AlignedText {
    return new AlignedText(
      this.text.slice(start, end),
      this.starts.subarray(start, end),
      this.ends.subarray(start, end),
    );
  }

  /** The matches of a global pattern. */
  matches(pattern: RegExp): AlignedText[] {
    return Array.from(this.text.matchAll(pattern), ({ index, 0: match }) =>
      this.slice(index, index + match.length),
    );
  }

  /** Puts a mark before the text. It comes from no character, and has the place where the text starts. */
  prepend(mark: string): AlignedText {
    const place = this.starts[0] ?? 0;
    const origins = (own: Int32Array): Int32Array => {
      const extended = new Int32Array(mark.length + own.length).fill(place, 0, mark.length);
      extended.set(own, mark.length);
      return extended;
    };
    return new AlignedText(mark + this.text, origins(this.starts), origins(this.ends));
  }

  /** The span in the original from which [start, end) of this text comes. */
  span(start: number, end: number): Span {
    return { start: this.starts[start]!, end: this.ends[end - 1]! };
  }

  /**
   * @param edits ascending and disjoint, on character boundaries, none of them empty
   * @throws ModelFileError when the text grows more than any real rule makes it
   */
  replace(edits: readonly Edit[]): AlignedText {
    if (edits.length === 0) return this;
    let length = this.text.length;
    for (const { start, end, replacement } of edits) length += replacement.length - (end - start);
    const source = this.ends[this.ends.length - 1]! - this.starts[0]!;
    if (length > mostGrowth * (source + 1)) {
      throw new ModelFileError(
        `tokenizer.json: its normalizer makes more than ${mostGrowth} characters of one. Open another model.`,
      );
    }
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
        const { start, end } = this.span(source, source + 1);
        starts.fill(edit.origin === 'behind' ? end : start, to, to + character.length);
        ends.fill(end, to, to + character.length);
        to += character.length;
        source = Math.min(source + (this.text.codePointAt(source)! > 0xffff ? 2 : 1), last);
      }
    }
    copy(this.text.length);
    return new AlignedText(parts.join(''), starts, ends);
  }

  /** Puts the characters in another order. Each place keeps its origin. */
  reorder(text: string): AlignedText {
    return new AlignedText(text, this.starts, this.ends);
  }
}

/** The start of the character that ends at `end`. */
function lastCharacter(text: string, end: number): number {
  const isPair = end > 1 && text.codePointAt(end - 2)! > 0xffff;
  return isPair ? end - 2 : end - 1;
}
