import { cut } from '../../core/table/cut';
import type { RowInSight } from '../../core/table/row-in-sight';
import type { TextOrigin } from '../text/draft.svelte';
import { columnTitle } from './column-title';
import type { FileWork } from './file-work.svelte';
import { grouped } from '../shared/format';

/** Cells of a row that are told of in the text view, and characters of one. */
const [mostCells, mostCharacters] = [4, 40];

/** What the text view says of a row that is opened there: its number, its line, and what the table shows beside its text. */
export function originOf(work: FileWork, { row, line, cells }: RowInSight): TextOrigin {
  const { summary, name } = work;
  const details = work.shown.columns
    .map((column, at) => ({ name: columnTitle(summary?.columns[column], column), value: cells[at] ?? '' }))
    .filter(({ value }) => value.trim() !== '')
    .slice(0, mostCells)
    .map(({ name, value }) => ({ name, value: cut(value, mostCharacters) }));
  return {
    name: `Row ${grouped(row + 1)} of ${name ?? 'the file'}, line ${grouped(line)}`,
    details,
    isThere: () => work.summary === summary,
  };
}
