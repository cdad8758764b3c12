import { concatenate } from './bytes';
import { RowsError } from './types';

/**
 * Decodes a stream. Bytes that are no text in its encoding become lone surrogates, which no well-formed text holds: so
 * they reach the row that they stand in, and `undecodable` finds them there.
 */
export interface Decoder {
  /** As TextDecoder names it. */
  readonly encoding: string;
  /** Bytes of a byte-order mark, which are no part of the text. */
  readonly markLength: number;
  push(bytes: Uint8Array): string;
  end(): string;
}

/**
 * The decoder of a stream: what its byte-order mark says, else the encoding given, else UTF-8.
 * @param head the first bytes of the stream, three at least where it has them
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
 * Says what could not be decoded in a piece of text, or null where all of it could.
 * @param isFirstLine where a byte-order mark stood before it
 */
export function undecodable(
  text: string,
  { encoding, markLength }: Decoder,
  isFirstLine: boolean,
): { readonly lines: number; readonly message: string } | null {
  const at = text.search(/\p{Surrogate}/u);
  if (at < 0) return null;
  const before = text.slice(0, at);
  const lines = before.split('\n').length - 1;
  const inLine = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length;
  const byte = inLine + 1 + (isFirstLine && lines === 0 ? markLength : 0);
  return { lines, message: undecodableMessage(text.charCodeAt(at), encoding, byte) };
}

/**
 * @param unit the lone surrogate that stands for what could not be decoded
 * @param byte its place in the line, from 1, where the encoding is UTF-8
 */
export function undecodableMessage(unit: number, encoding: string, byte: number): string {
  if (encoding !== 'utf-8') return `bytes that are not ${encoding}`;
  return `byte ${byte} of the line, 0x${(unit - MARK).toString(16).toUpperCase()}, is not UTF-8`;
}

/** Added to a byte that is not UTF-8, which is 0x80 at least, it gives a lone low surrogate. */
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

/** Bytes at the end that begin a character and do not finish it. */
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
// ignoreBOM keeps U+FEFF within the text; that at the beginning is skipped as bytes.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** Line by line where a piece is not all UTF-8: the good lines stay fast. */
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

/** Half a pair of surrogates stays what it is. */
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
    // One byte is no character.
    end: () => (rest.length > 0 ? String.fromCharCode(MARK) : ''),
  };
}

function legacyDecoder(encoding: string): Decoder {
  const decoder = new TextDecoder(encoding);
  // No bytes of these encodings stand for U+FFFD, but those of GB 18030 that nobody writes.
  const marked = (text: string): string => text.replaceAll('\ufffd', String.fromCharCode(MARK));
  return {
    encoding,
    markLength: 0,
    push: (bytes) => marked(decoder.decode(bytes, { stream: true })),
    end: () => marked(decoder.decode()),
  };
}
