import { concatenate } from './bytes';
import { RowsError } from './types';

/**
 * Decodes a stream. Bytes that are not valid in the encoding become lone surrogates, which no well-formed text holds.
 * So they stay at their place in the row, where `undecodable` finds them.
 */
export interface Decoder {
  /** The encoding, by the name that TextDecoder gives it. */
  readonly encoding: string;
  /** Length of the byte-order mark in bytes. The mark is not part of the text. */
  readonly markLength: number;
  push(bytes: Uint8Array): string;
  end(): string;
}

/**
 * Makes the decoder of a stream. A byte-order mark decides; without one, the encoding that is given; else it is UTF-8.
 * @param head the first bytes of the stream, three at least if it has them
 * @throws RowsError when there is no such encoding
 */
export function createDecoder(head: Uint8Array, encoding = 'utf-8'): Decoder {
  const name = encodingName(encoding);
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return utf8Decoder(3);
  if (a === 0xff && b === 0xfe) return utf16Decoder('utf-16le', 2);
  if (a === 0xfe && b === 0xff) return utf16Decoder('utf-16be', 2);
  if (name === 'utf-8') return utf8Decoder(0);
  if (name === 'utf-16le' || name === 'utf-16be') return utf16Decoder(name, 0);
  return legacyDecoder(name);
}

/** @throws RowsError when there is no such encoding */
export function encodingName(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    throw new RowsError(`there is no encoding "${encoding}"; utf-8, utf-16le and windows-1252 are some`);
  }
}

/**
 * Says what in a piece of text is not text; null where all of it is.
 * @param isFirstLine whether a byte-order mark may stand before it
 * @returns how many lines of the piece stand before it, and what is wrong
 */
export function undecodable(
  text: string,
  { encoding, markLength }: Decoder,
  isFirstLine: boolean,
): { readonly lines: number; readonly message: string } | null {
  const at = text.search(noText);
  if (at < 0) return null;
  const before = text.slice(0, at);
  const lines = before.split('\n').length - 1;
  const inLine = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length;
  const byte = inLine + 1 + (isFirstLine && lines === 0 ? markLength : 0);
  return { lines, message: undecodableMessage(text.charCodeAt(at), encoding, byte) };
}

/**
 * Matches what no text holds: NUL, and the lone surrogates of bytes that could not be decoded. A file in UTF-16 without
 * a byte-order mark is full of NUL if it is read in another encoding.
 */
export const noText = /[\0\p{Surrogate}]/u;

/**
 * @param unit what `noText` found: a lone surrogate or NUL
 * @param byte its place in the line, from 1, where the encoding is UTF-8
 */
export function undecodableMessage(unit: number, encoding: string, byte: number): string {
  if (unit === 0) {
    return encoding === 'utf-8'
      ? `byte ${byte} of the line is 0x00, which a text in UTF-8 does not hold and one in UTF-16 does`
      : `the line holds 0x00, which a text in ${encoding} does not`;
  }
  if (encoding !== 'utf-8') return `bytes that are not ${encoding}`;
  return `byte ${byte} of the line, 0x${(unit - MARK).toString(16).toUpperCase()}, is not UTF-8`;
}

/** A byte that is not UTF-8 is at least 0x80. The sum of this and the byte is a lone low surrogate. */
const MARK = 0xdc00;

function utf8Decoder(markLength: number): Decoder {
  let rest: Uint8Array = new Uint8Array(0);
  let toSkip = markLength;
  return {
    encoding: 'utf-8',
    markLength,
    push(bytes) {
      const all = concatenate(rest, bytes.subarray(toSkip));
      toSkip = Math.max(0, toSkip - bytes.length);
      const end = all.length - unfinished(all);
      rest = all.slice(end);
      return decodeUtf8(all.subarray(0, end));
    },
    end: () => decodeUtf8(rest),
  };
}

/** How many bytes at the end are the beginning of a character whose other bytes are still to come. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

const NEWLINE = 0x0a;
// With ignoreBOM the decoder keeps every U+FEFF. The one at the beginning of a file has been skipped as bytes.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** If a piece is not valid UTF-8, each line is decoded by itself, so that only the bad lines are slow. */
function decodeUtf8(bytes: Uint8Array): string {
  const whole = decodeStrictly(bytes);
  if (whole !== null) return whole;
  let text = '';
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    const line = bytes.subarray(start, end);
    text += decodeStrictly(line) ?? decodeMarked(line);
    start = end;
  }
  return text;
}

function decodeMarked(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at]!);
    const character = at + length <= bytes.length ? decodeStrictly(bytes.subarray(at, at + length)) : null;
    text += character ?? String.fromCharCode(MARK + bytes[at]!);
    at += character === null ? 1 : length;
  }
  return text;
}

/** UTF-16. Half of a surrogate pair stays a lone surrogate. */
function utf16Decoder(encoding: 'utf-16le' | 'utf-16be', markLength: number): Decoder {
  const isLittle = encoding === 'utf-16le';
  let rest: Uint8Array = new Uint8Array(0);
  let toSkip = markLength;
  return {
    encoding,
    markLength,
    push(bytes) {
      const all = concatenate(rest, bytes.subarray(toSkip));
      toSkip = Math.max(0, toSkip - bytes.length);
      rest = all.slice(all.length - (all.length % 2));
      const view = new DataView(all.buffer, all.byteOffset, all.length - rest.length);
      let text = '';
      for (let at = 0; at < view.byteLength; at += 2)
        text += String.fromCharCode(view.getUint16(at, isLittle));
      return text;
    },
    // A single byte is left over, and a character has two.
    end: () => (rest.length > 0 ? String.fromCharCode(MARK) : ''),
  };
}

function legacyDecoder(encoding: string): Decoder {
  const decoder = new TextDecoder(encoding);
  // In these encodings U+FFFD means bytes that are not valid. Only GB 18030 can encode U+FFFD itself, and nobody writes
  // it.
  const marked = (text: string): string => text.replaceAll('\ufffd', String.fromCharCode(MARK));
  return {
    encoding,
    markLength: 0,
    push: (bytes) => marked(decoder.decode(bytes, { stream: true })),
    end: () => marked(decoder.decode()),
  };
}
