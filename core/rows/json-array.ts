import { JSONParser, TokenType } from '@streamparser/json';
import { noText, undecodableMessage, type Decoder } from './decode';
import type { JsonColumns } from './json-columns';
import { tooLong } from './lines';
import { MAX_ROW_CHARACTERS, type Fault, type RecordParser, type TableEvent } from './types';

const encoder = new TextEncoder();
const everyNoText = new RegExp(noText, 'gu');

/** Reads the elements of a JSON array, or of one that is a field of an object, one after another. Invalid JSON is a fault, and nothing behind it is read. */
export class JsonArray implements RecordParser {
  readonly #parser: JSONParser;
  #found: TableEvent[] = [];
  #depth = 0;
  #line = 1;
  /** How many bytes of the current line have been read. */
  #bytes: number;
  /** The line on which the current element starts, and how many characters of the element have been read. */
  #start = 1;
  #length = 0;
  #undecodable: Fault | null = null;
  #isStopped = false;

  /** @param field of the object around the array; null: there is none */
  constructor(
    private readonly decoder: Decoder,
    columns: JsonColumns,
    field: string | null,
  ) {
    this.#bytes = decoder.markLength;
    this.#parser = new JSONParser({ paths: [field === null ? '$.*' : `$.${field}.*`], keepStack: false });
    const depthOfRows = field === null ? 1 : 2;
    this.#parser.onToken = ({ token }) => {
      const closes = token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
      if (this.#depth === depthOfRows && token !== TokenType.COMMA && !closes) this.#start = this.#line;
      if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.#depth++;
      if (closes) this.#depth--;
    };
    this.#parser.onValue = ({ value }) => {
      this.#found.push(this.#undecodable ?? columns.record(value, this.#start));
      [this.#undecodable, this.#length] = [null, 0];
    };
  }

  *push(text: string): Iterable<TableEvent> {
    // One line at a time: a token of JSON never spans lines, so the current line is the line of the token.
    for (let start = 0; start < text.length && !this.#isStopped;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline + 1;
      this.#readLine(text.slice(start, end));
      if (newline >= 0) [this.#line, this.#bytes] = [this.#line + 1, 0];
      start = end;
      yield* this.#found;
      this.#found = [];
    }
  }

  *end(): Iterable<TableEvent> {
    if (!this.#isStopped && !this.#parser.isEnded) {
      yield { kind: 'fault', line: this.#line, message: 'the JSON array is not closed', isFatal: true };
    }
  }

  /** @param text of one line or a part of it */
  #readLine(text: string): void {
    let start = 0;
    for (const { index, 0: unit } of text.matchAll(everyNoText)) {
      this.#write(text.slice(start, index));
      const message = undecodableMessage(unit.charCodeAt(0), this.decoder.encoding, this.#bytes + 1);
      this.#undecodable ??= { kind: 'fault', line: this.#line, message, remedy: 'encoding' };
      this.#write('?');
      start = index + 1;
    }
    this.#write(text.slice(start));
  }

  #write(text: string): void {
    if (this.#isStopped || text === '') return;
    const bytes = encoder.encode(text);
    this.#bytes += bytes.length;
    this.#length += text.length;
    try {
      this.#parser.write(bytes);
    } catch (error) {
      this.#stop(`not valid JSON: ${inWords(error as Error)}`);
    }
    if (this.#length > MAX_ROW_CHARACTERS) this.#stop(tooLong);
  }

  #stop(message: string): void {
    if (!this.#isStopped) this.#found.push({ kind: 'fault', line: this.#line, message, isFatal: true });
    this.#isStopped = true;
  }
}

/** What may stand where, by the states of the parser. */
const expected: Readonly<Record<string, string>> = {
  VALUE: 'a value',
  KEY: 'the name of a field, in double quotes,',
  COLON: 'a colon',
  COMMA: 'a comma or the closing bracket',
  ENDED: 'nothing more',
};

/** What the parser says, without its own words for tokens and states. */
function inWords({ message }: Error): string {
  const [, token, state] = /^Unexpected (?:partial )?\w+ \((.*)\) in state (\w+)$/su.exec(message) ?? [];
  if (token !== undefined) {
    const place = expected[state!];
    return place === undefined ? `${token} is out of place` : `${token} stands where ${place} should`;
  }
  const [, character = '', where] = /^Unexpected "(.)" at .* in state (\w+)$/su.exec(message) ?? [];
  if (where === 'ENDED') return `"${character}" stands behind the end of the array`;
  if (where === 'STRING_DEFAULT') return 'a string holds a line break or the like, which JSON writes as \\n';
  if (where === 'STRING_AFTER_BACKSLASH') return `a string holds "\\${character}", which JSON does not know`;
  return character === '' ? 'something is out of place' : `"${character}" is out of place`;
}
