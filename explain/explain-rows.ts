import { inOrder } from '../cli/in-order';
import type { TextRow } from '../core/rows/text-rows';
import { fileTitle } from '../finetune/data/file-bytes';
import { readTextRows, type Reading } from '../finetune/data/read-rows';
import { documentOf, type AnyDocument, type Explained } from '../core/analysis/document';
import type { ExplainRow } from './explainers';
import type { ExplanationFile, WrittenDocument } from './resume';

export interface ExplainRowsOptions {
  readonly reading: Reading;
  /** Each explains one text at a time. */
  readonly explainers: readonly ExplainRow[];
  /** Whether a text has words to explain. */
  readonly hasWords: (text: string) => boolean;
  /** Is told of every row that is left out. */
  readonly report: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Explains the texts of a file and hands each explanation to `take`, in the order of the texts. An explanation that an
 * earlier run wrote to `out` is handed over as it is, and not made again.
 *
 * @throws Error naming file and line when a row cannot be read or explained, or when `out` was made from other texts
 */
export async function explainRows(
  file: string,
  out: ExplanationFile | null,
  { reading, explainers, hasWords, report, signal }: ExplainRowsOptions,
  take: {
    readonly written: (document: WrittenDocument) => void;
    readonly made: (document: AnyDocument, explained: Explained | readonly Explained[]) => Promise<void>;
  },
): Promise<void> {
  const title = fileTitle(file);
  /** Rows that no earlier run has explained. */
  async function* left(): AsyncGenerator<Pick<TextRow, 'text' | 'line'>> {
    for await (const { text, line } of readTextRows(file, { report, ...reading })) {
      if (!hasWords(text)) {
        const fault = `${title}, line ${line}: the text has no words to explain`;
        if (!reading.skipBad) throw new Error(`${fault}.`);
        report(`${fault}; left out.`);
        continue;
      }
      const written = await out?.next();
      if (!written) {
        yield { text, line };
        continue;
      }
      if (written.text !== text) {
        throw new Error(`--out was not made from ${title}: line ${line} there is another text.`);
      }
      take.written(written);
    }
  }
  const work = explainers.map(
    (explain) =>
      async ({ text, line }: Pick<TextRow, 'text' | 'line'>) =>
        explain(text, `line ${line}, `).catch((cause: Error) => {
          throw signal.aborted ? cause : new Error(`${title}, line ${line}: ${cause.message}`, { cause });
        }),
  );
  for await (const explained of inOrder(left(), work)) await take.made(documentOf(explained), explained);
  if (await out?.next()) throw new Error(`--out holds more explanations than ${title} has texts.`);
}
