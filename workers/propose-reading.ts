import { peekBytes } from '../core/rows/bytes';
import { guessDelimiter, namesBelowTitles } from '../core/rows/csv';
import { encodingName } from '../core/rows/decode';
import { plainBytes } from '../core/rows/gunzip';
import { isPacked } from '../core/rows/not-rows';
import { RowsError } from '../core/rows/types';
import type { FileReading } from './file-api';

/** Bytes of a file's beginning that are looked at, after inflating. */
const LOOKED = 2 ** 16;

export type Proposed = Pick<FileReading, 'delimiter' | 'encoding' | 'headerLine'>;

/**
 * What a file's beginning suggests of how to read it, where the reader of rows would take something else: it takes UTF-8
 * and never guesses an encoding. The page shows what was proposed, and lets it be changed.
 * @param chunks the file's bytes, gzip'd or not
 * @param asked what is known already, and is not proposed
 */
export async function proposeReading(
  chunks: AsyncIterable<Uint8Array>,
  asked: FileReading,
): Promise<Proposed> {
  const head = await beginningOf(chunks);
  if (isPacked(head)) return {};
  const encoding = asked.encoding ?? (await proposeEncoding(head));
  const isCsv = asked.format === 'csv';
  const text = isCsv ? new TextDecoder(encoding ?? 'utf-8').decode(head) : '';
  const asksHeader = asked.headerLine !== undefined || asked.hasHeader !== undefined;
  const names = isCsv && !asksHeader ? namesBelowTitles(text, asked.delimiter) : null;
  const delimiter =
    isCsv && asked.delimiter === undefined ? (names?.delimiter ?? proposeDelimiter(text)) : null;
  return {
    ...(names && { headerLine: names.line }),
    ...(asked.encoding === undefined && encoding !== null && { encoding }),
    ...(delimiter !== null && { delimiter }),
  };
}

/** The first bytes of a file, inflated where it is gzip'd. */
export async function beginningOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  try {
    const { head, chunks: rest } = await peekBytes(await plainBytes(chunks), LOOKED);
    await rest[Symbol.asyncIterator]().return?.();
    return head.subarray(0, LOOKED);
  } catch (error) {
    // Gzip data that are damaged: whoever reads the file says so.
    if (error instanceof RowsError) return new Uint8Array(0);
    throw error;
  }
}

/** null: UTF-8, or what a byte-order mark says. */
async function proposeEncoding(head: Uint8Array): Promise<string | null> {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return null;
  const wide = withoutMark(head);
  if (wide !== null) return wide;
  if (isMostlyUtf8(head)) return null;
  const { analyse } = await import('chardet');
  const found = analyse(head).flatMap(({ name, confidence }) => {
    const encoding = decoded(name);
    return encoding === null || /^utf-/.test(encoding) ? [] : [{ encoding, confidence }];
  });
  const [best] = found;
  const common = found.find(({ encoding }) => encoding === mostCommon);
  // Of short texts the rare encodings look as likely as the one that most files have.
  return best && best.confidence - (common?.confidence ?? 0) >= LEAD ? best.encoding : mostCommon;
}

const mostCommon = 'windows-1252';
/** Points of a hundred by which another encoding has to be likelier. */
const LEAD = 20;

/** As TextDecoder names it; null where it does not know it. */
function decoded(name: string): string | null {
  try {
    return encodingName(name);
  } catch {
    return null;
  }
}

/** UTF-16 without a byte-order mark: every other byte of Latin letters, spaces and line ends is 0. */
function withoutMark(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at % 2]!++;
  const [even, odd] = zeros as [number, number];
  const many = head.length / 8;
  if (odd > many && odd > 8 * even) return 'utf-16le';
  return even > many && even > 8 * odd ? 'utf-16be' : null;
}

/** Whether lines beyond ASCII are UTF-8, but for a few: a row that is damaged is no reason to read all others otherwise. */
function isMostlyUtf8(head: Uint8Array): boolean {
  let [good, bad] = [0, 0];
  for (let start = 0; start < head.length;) {
    const newline = head.indexOf(0x0a, start);
    const line = head.subarray(start, newline < 0 ? head.length : newline);
    start += line.length + 1;
    if (line.every((byte) => byte < 0x80)) continue;
    try {
      // What was cut off may end within a character.
      const isCut = newline < 0 && head.length === LOOKED;
      new TextDecoder('utf-8', { fatal: true }).decode(line, { stream: isCut });
      good++;
    } catch {
      bad++;
    }
  }
  return bad <= good;
}

/** null: what the reader of rows guesses, which knows no bar. */
function proposeDelimiter(text: string): string | null {
  const [header = ''] = text.trimStart().split(/[\r\n]/, 1);
  const guessed = guessDelimiter(header);
  return header.includes('|') && !header.includes(guessed) ? '|' : null;
}
