import { createReadStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { SummarisedDocument } from './summary';

/** One line that this command wrote. */
export type WrittenDocument = SummarisedDocument & { readonly text: string };

/**
 * Finds what an earlier, interrupted run wrote to a JSON Lines file, and cuts off a last line that it did not finish.
 *
 * @param seen is given the document of each whole line, in order
 * @returns the number of lines
 * @throws Error when a whole line is not a document of this command
 */
export async function finishedLines(
  file: string,
  seen: (document: WrittenDocument) => void,
): Promise<number> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return 0;
  let [lines, end] = [0, 0];
  // A line that nothing ends was cut off by the interruption: readline gives it all the same, so sizes are counted.
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const next = end + Buffer.byteLength(line) + 1;
    if (next > size) break;
    end = next;
    lines++;
    seen(parse(line, `${file}, line ${lines}`));
  }
  if (end < size) await truncate(file, end);
  return lines;
}

function parse(line: string, where: string): WrittenDocument {
  try {
    const document = Object(JSON.parse(line)) as Partial<WrittenDocument>;
    if (typeof document.text === 'string' && document.explanations && document.agreement) {
      return document as WrittenDocument;
    }
  } catch {
    // Reported below, as any other line that this command did not write.
  }
  throw new Error(`${where} is not an explanation: choose another --out, or remove the file.`);
}
