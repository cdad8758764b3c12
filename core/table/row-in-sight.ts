import type { Span } from '../text/types';
import { cut, SHOWN } from './cut';
import type { FileTable, RowState } from './file-table';
import type { Readings } from './readings';
import type { Reasons } from './reasons';

/** A word of a text that is shown, and what it does to a class. */
export interface ColouredWord extends Span {
  /** In units of probability. */
  readonly value: number;
  /** Whether its sign is clear. */
  readonly clear: boolean;
}

/** One row as a table shows it. */
export interface RowInSight {
  readonly row: number;
  readonly line: number;
  readonly state: RowState;
  /** The beginning of the text, or the part around what was looked for; why there is none where there is none. */
  readonly text: string;
  /** Where in `text` stands what was looked for; null where nothing was. */
  readonly found: Span | null;
  /** Of each class; null while the row is not read. */
  readonly probabilities: readonly number[] | null;
  /** The language of the text, if the model has not learnt it; null where nothing speaks for one. */
  readonly language: string | null;
  /** The words of `text` with their values; null while the row has no reasons. */
  readonly reasons: readonly ColouredWord[] | null;
  /** Of the columns asked for, their beginnings. */
  readonly cells: readonly string[];
}

export interface RowShown {
  /** Columns beside the text, indices. */
  readonly columns: readonly number[];
  /** The class that words raise or lower; null: the one that the row is read as. */
  readonly classIndex: number | null;
  /** Finds what the text is shown around; null: its beginning. */
  readonly find: ((text: string) => Span | null) | null;
}

/** Characters before what was looked for, where it stands far behind. */
const before = 16;

/** A row as a table shows it. @param row its index in the file */
export function rowInSight(
  table: FileTable,
  readings: Readings | null,
  reasons: Reasons | null,
  row: number,
  { columns, classIndex, find }: RowShown,
): RowInSight {
  const state = table.state(row);
  const text = state === 'text' ? table.text(row) : '';
  const hit = find?.(text) ?? null;
  const from = hit === null ? 0 : Math.max(0, hit.start - before);
  const start = from < before ? 0 : wordStart(text, from);
  const lead = start > 0 ? '…' : '';
  const probabilities = readings?.probabilities(row) ?? null;
  return {
    row,
    line: table.line(row),
    state,
    text: state === 'text' ? lead + cut(text.slice(start)) : cut(table.problem(row)!),
    found: hit && {
      start: hit.start + lead.length - start,
      end: Math.min(hit.end, start + SHOWN) + lead.length - start,
    },
    probabilities: probabilities && Array.from(probabilities),
    language: readings?.languageOf(row) ?? null,
    reasons: colouredWords(reasons, row, classIndex ?? readings?.classOf(row) ?? 0, {
      start,
      end: Math.min(text.length, start + SHOWN),
      shift: lead.length - start,
    }),
    cells: columns.map((column) => cut(table.cell(row, column))),
  };
}

function colouredWords(
  reasons: Reasons | null,
  row: number,
  classIndex: number,
  { start, end, shift }: Span & { readonly shift: number },
): readonly ColouredWord[] | null {
  const found = reasons?.of(row);
  if (!found) return null;
  return found.spans.flatMap((span, word) => {
    if (span.start < start || span.start >= end) return [];
    return [
      {
        start: span.start + shift,
        end: Math.min(span.end, end) + shift,
        value: found.values[classIndex]![word]!,
        clear: found.clear[classIndex]![word]!,
      },
    ];
  });
}

/** The next beginning of a word, or the place itself where none is near. */
function wordStart(text: string, from: number): number {
  const space = /\s/.exec(text.slice(from, from + before));
  return space ? from + space.index + 1 : from;
}
