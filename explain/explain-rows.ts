import { inOrder } from '../cli/in-order';
import { fileTitle } from '../finetune/data/file-bytes';
import { readReportedRows, type Reading } from '../finetune/data/read-rows';
import { standardInput } from '../cli/standard-input';
import { unreadLine, type UnreadLine } from '../finetune/data/unread-line';
import {
  documentOf,
  unexplainedRow,
  type Explained,
  type TextDocument,
  type UnexplainedRow,
} from '../core/analysis/document';
import type { ExplainRow } from './explainers';
import type { ExplanationFile, WrittenDocument, WrittenLine } from './resume';

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

/** A row that is to be explained, or in which there is nothing to explain. */
type RowToDo = { readonly text: string; readonly line: number } | UnreadLine;

/**
 * Explains the texts of a file and hands each explanation to `take`, in the order of the texts; of a row in which there is
 * nothing to explain it hands over why. An explanation that an earlier run wrote to `out` is handed over as it is, and not
 * made again.
 *
 * @throws Error naming file and line when a row cannot be read or explained, or when `out` was made from other texts
 */
export async function explainRows(
  file: string,
  out: ExplanationFile | null,
  { reading, explainers, hasWords, report, signal }: ExplainRowsOptions,
  take: {
    readonly written: (document: WrittenDocument) => void;
    readonly made: (document: TextDocument, explained: Explained | readonly Explained[]) => Promise<void>;
    readonly unread: (row: UnexplainedRow) => Promise<void>;
  },
): Promise<void> {
  const title = fileTitle(file);
  /** Rows, each as there is something to explain in it or not. */
  async function* rows(): AsyncGenerator<RowToDo> {
    for await (const row of readReportedRows(file, {
      report,
      mayBeEmpty: file === standardInput,
      ...reading,
    })) {
      if (row.kind !== 'row') {
        yield unreadLine(row);
        continue;
      }
      const { text, line } = row;
      if (hasWords(text)) {
        yield { text, line };
        continue;
      }
      const fault = 'the text has no words to explain';
      if (!reading.skipBad) throw new Error(`${title}, line ${line}: ${fault}.`);
      report(`${title}, line ${line}: ${fault}; left out.`);
      yield { line, fault };
    }
  }
  /** Those that no earlier run has written of. */
  async function* left(): AsyncGenerator<RowToDo> {
    for await (const row of rows()) {
      const written = await out?.next();
      if (!written) {
        yield row;
        continue;
      }
      if (!isOf(written, row)) {
        throw new Error(`--out was not made from ${title}: line ${row.line} there is another text.`);
      }
      if (!('fault' in written)) take.written(written);
    }
  }
  const work = explainers.map((explain) => async (row: RowToDo) => {
    if ('fault' in row) return row;
    const { text, line } = row;
    return explain(text, `line ${line}, `).catch((cause: Error) => {
      throw signal.aborted ? cause : new Error(`${title}, line ${line}: ${cause.message}`, { cause });
    });
  });
  for await (const made of inOrder(left(), work)) {
    if ('fault' in made) await take.unread(unexplainedRow(made));
    else await take.made(documentOf(made), made);
  }
  if (await out?.next()) throw new Error(`--out holds more explanations than ${title} has texts.`);
}

/** Whether a line was written of a row. */
function isOf(written: WrittenLine, row: RowToDo): boolean {
  if ('fault' in row) return 'fault' in written && written.line === row.line && written.fault === row.fault;
  return 'text' in written && written.text === row.text;
}
