/** Characters of a text that the page takes. */
export const maxCharacters = 200_000;

/** UTF-8 takes at most three bytes for a UTF-16 code unit. */
const maxBytes = 3 * maxCharacters;

/**
 * The text of a plain-text file.
 *
 * @throws Error whose message tells the reader what to do: not a text file, too large, not UTF-8, or empty
 */
export async function readTextFile(file: File): Promise<string> {
  const isText = file.type === 'text/plain' || /\.(txt|text)$/i.test(file.name);
  if (!isText) {
    throw new Error(
      `“${file.name}” is not a plain-text file. Save it as .txt, or copy its text into the box.`,
    );
  }
  if (file.size > maxBytes) {
    throw new Error(
      `“${file.name}” is too long: up to ${maxCharacters.toLocaleString('en')} characters fit. Cut it, then try again.`,
    );
  }
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error(`“${file.name}” could not be read. Was it moved or deleted?`);
  });
  const text = decode(bytes);
  if (text === null) {
    throw new Error(`“${file.name}” is not encoded as UTF-8. Save it with that encoding, then try again.`);
  }
  if (text.trim() === '') throw new Error(`“${file.name}” is empty: there is no text in it.`);
  return text;
}

/** null: the bytes are not UTF-8. */
function decode(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
