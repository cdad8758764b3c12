import { fileTitle } from '../finetune/data/file-bytes';
import { readTextRows, type Reading } from '../finetune/data/read-rows';
import { documentOf, type AnyDocument, type Explained } from '../core/analysis/document';
import type { ExplanationFile, WrittenDocument } from './resume';

export interface ExplainRowsOptions {
  readonly reading: Reading;
  /** Explains a text. `name` tells the row in the line of progress. */
  readonly explain: (text: string, name: string) => Promise<Explained | readonly Explained[]>;
  /** Whether a text has words to explain. */
  readonly hasWords: (text: string) => boolean;
  /** Is told of every row that is left out. */
  readonly report: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Explains the texts of a file, one after another, and hands each explanation to `take`. An explanation that an earlier
 * run wrote to `out` is handed over as it is, and not made again.
 *
 * @throws Error naming file and line when a row cannot be read or explained, or when `out` was made from other texts
 */
export async function explainRows(
  file: string,
  out: ExplanationFile | null,
  { reading, explain, hasWords, report, signal }: ExplainRowsOptions,
  take: {
    readonly written: (document: WrittenDocument) => void;
    readonly made: (document: AnyDocument, explained: Explained | readonly Explained[]) => Promise<void>;
  },
): Promise<void> {
  for await (const { text, line } of readTextRows(file, { report, ...reading })) {
    const where = `${fileTitle(file)}, line ${line}`;
    if (!hasWords(text)) {
      if (!reading.skipBad) throw new Error(`${where}: the text has no words to explain.`);
      report(`${where}: the text has no words to explain; left out.`);
      continue;
    }
    const written = await out?.next();
    if (written) {
      if (written.text !== text) {
        throw new Error(`--out was not made from ${fileTitle(file)}: line ${line} there is another text.`);
      }
      take.written(written);
      continue;
    }
    const explained = await explain(text, `line ${line}, `).catch((cause: Error) => {
      throw signal.aborted ? cause : new Error(`${where}: ${cause.message}`, { cause });
    });
    await take.made(documentOf(explained), explained);
  }
  if (await out?.next()) throw new Error(`--out holds more explanations than ${fileTitle(file)} has texts.`);
}
