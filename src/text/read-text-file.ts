import { createDecoder, noText } from '../../core/rows/decode';
import { grouped } from '../shared/format';

/** Characters of a text that the page takes. */
export const maxCharacters = 200_000;

/** UTF-8 takes at most three bytes for a UTF-16 code unit. */
const maxBytes = 3 * maxCharacters;

/** A text that was read from a file. */
export interface FileText {
  readonly text: string;
  /** What the reader should look at, in a sentence; empty where nothing was guessed. */
  readonly note: string;
}

/** Whether a file is one of rows by its name: the view File reads it. */
export function holdsRows({ name }: Pick<File, 'name'>): boolean {
  return /\.(csv|tsv|jsonl?|ndjson|xlsx|parquet)(\.gz)?$/i.test(name);
}

/**
 * The text of a plain-text file: UTF-8, UTF-16 with its byte-order mark, or else Latin-1, which is said.
 *
 * @throws Error whose message tells the reader what to do: not a text file, too large, or empty
 */
export async function readTextFile(file: File): Promise<FileText> {
  const isText = file.type === 'text/plain' || /\.(txt|text)$/i.test(file.name);
  if (holdsRows(file)) {
    throw new Error(
      `“${file.name}” holds rows: open it in the view File, which reads and explains them all.`,
    );
  }
  if (!isText) {
    throw new Error(
      `“${file.name}” is not a plain-text file. Save it as .txt, or copy its text into the box.`,
    );
  }
  if (file.size > maxBytes) {
    throw new Error(
      `“${file.name}” is too long: up to ${grouped(maxCharacters)} characters fit. Cut it, then try again.`,
    );
  }
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error(`“${file.name}” could not be read. Was it moved or deleted?`);
  });
  const { text, encoding } = decode(new Uint8Array(bytes));
  if (noText.test(text)) {
    throw new Error(`“${file.name}” is no text: it holds bytes that no encoding makes letters of.`);
  }
  if (text.trim() === '') throw new Error(`“${file.name}” is empty: there is no text in it.`);
  const note =
    encoding === latin1
      ? `“${file.name}” is not encoded as UTF-8, so it was read as Latin-1 (${latin1}). Look at its accents.`
      : '';
  return { text, note };
}

/** What browsers read for Latin-1, too. */
const latin1 = 'windows-1252';

/** By the byte-order mark; without one as UTF-8, where it is that, else as Latin-1. */
function decode(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const as = (assumed: string) => {
    const decoder = createDecoder(bytes, assumed);
    return { text: decoder.push(bytes) + decoder.end(), encoding: decoder.encoding };
  };
  const read = as('utf-8');
  return read.encoding === 'utf-8' && noText.test(read.text) ? as(latin1) : read;
}
