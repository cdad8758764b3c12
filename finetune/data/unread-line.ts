import type { BlankRow } from '../../core/rows/text-rows';
import type { Fault } from '../../core/rows/types';

/** A row in which there is nothing to read, and why. */
export interface UnreadLine {
  readonly line: number;
  readonly fault: string;
}

/** What is written of a row that has no text, or cannot be read. */
export function unreadLine(row: Pick<BlankRow, 'kind' | 'line'> | Fault): UnreadLine {
  return { line: row.line, fault: row.kind === 'blank' ? 'the row has no text' : row.message };
}
