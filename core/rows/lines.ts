import { MAX_ROW_CHARACTERS } from './types';

/** How a file ends its lines. \n also stands for \r\n: the \r is removed when a line or a cell is read. */
export type LineEnd = '\n' | '\r';

/** A line without its end. */
export interface Line {
  readonly line: number;
  /** Null if the line is longer than MAX_ROW_CHARACTERS. */
  readonly text: string | null;
}

/**
 * Cuts text into lines, at \n and \r\n, or at \r if a file has no other line ends. U+2028 and its like are characters.
 */
export class Lines {
  #rest = '';
  #line = 0;
  #isTooLong = false;

  constructor(private readonly lineEnd: LineEnd) {}

  *push(text: string): Iterable<Line> {
    let start = 0;
    for (let end = text.indexOf(this.lineEnd); end >= 0; end = text.indexOf(this.lineEnd, start)) {
      yield this.#take(text.slice(start, end));
      start = end + 1;
    }
    this.#rest += text.slice(start);
    if (this.#rest.length > MAX_ROW_CHARACTERS) [this.#rest, this.#isTooLong] = ['', true];
  }

  *end(): Iterable<Line> {
    if (this.#rest !== '' || this.#isTooLong) yield this.#take('');
  }

  #take(last: string): Line {
    const text = this.#rest + last;
    const isTooLong = this.#isTooLong || text.length > MAX_ROW_CHARACTERS;
    [this.#rest, this.#isTooLong] = ['', false];
    return { line: ++this.#line, text: isTooLong ? null : text.replace(/\r$/, '') };
  }
}

/** How the lines of a text end; the first line decides. */
export function lineEndOf(beginning: string): LineEnd {
  const [first] = /\n|\r\n|\r(?=[^])/.exec(beginning) ?? [];
  return first === '\r' ? '\r' : '\n';
}

/** The fault of a row that is longer than MAX_ROW_CHARACTERS. */
export const tooLong = `the row has more than ${MAX_ROW_CHARACTERS.toLocaleString('en')} characters`;
