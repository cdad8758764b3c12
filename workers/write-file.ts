import { csvPieces, jsonLinesPieces, typedTable } from '../core/table/write-rows';
import { nextTask } from './cancellation';
import type { OutputFile, OutputKind, OutputOptions } from './file-api';
import type { OpenFile } from './open-file';
import { writeXlsx } from './xlsx-file';

/** Every row of a file, or those selected, with what was made of it, as a file to be saved. */
export async function writeFile(
  file: OpenFile,
  kind: OutputKind,
  { scope, ...options }: OutputOptions,
): Promise<OutputFile> {
  const { table, readings } = file;
  const written = {
    table,
    readings,
    classes: readings ? file.classes : [],
    delimiter: file.delimiter === ';' ? (';' as const) : (',' as const),
    reasons: file.reasons?.of ?? null,
    rows: scope === 'selected' ? file.selected : null,
    ...options,
  };
  if (kind === 'xlsx') return writeXlsx(typedTable(written));
  const pieces = kind === 'csv' ? csvPieces(written) : jsonLinesPieces(written);
  const type = kind === 'csv' ? 'text/csv' : 'application/jsonl';
  return { content: await blobOf(pieces, `${type};charset=utf-8`), note: '' };
}

/** A blob of many parts. Each is one of its own: a browser may keep blobs on disk, strings and bytes it may not. */
export async function blobOf(parts: Iterable<string | Uint8Array>, type: string): Promise<Blob> {
  const blobs: Blob[] = [];
  for (const part of parts) {
    blobs.push(new Blob([part as string | Uint8Array<ArrayBuffer>]));
    await nextTask();
  }
  return new Blob(blobs, { type });
}
