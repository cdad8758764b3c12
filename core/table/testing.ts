import { openTable } from '../rows/open-table';
import type { TableOptions } from '../rows/table';
import { wordSpans } from '../text/words';
import { FileTable } from './file-table';
import type { RowReasons } from './row-reasons';

/** A stream of bytes, of strings in UTF-8. */
export async function* streamOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks)
    yield await Promise.resolve(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
}

/** A table of a file's content. */
export async function tableOf(content: string, options: TableOptions, textColumn = 0): Promise<FileTable> {
  const opened = await openTable(streamOf(content), options);
  const isJson = opened.format.startsWith('json');
  const table = new FileTable({ columns: opened.columns, isJson, textColumn });
  for await (const event of opened.records) table.add(event);
  return table;
}

/**
 * Reasons of a text for tests, all signs clear.
 * @param values [classes, words]; words behind the last have 0
 */
export function reasonsOf(text: string, values: readonly (readonly number[])[]): RowReasons {
  const spans = wordSpans(text);
  return {
    spans,
    values: values.map((ofClass) => spans.map((_, word) => ofClass[word] ?? 0)),
    clear: values.map(() => spans.map(() => true)),
  };
}
