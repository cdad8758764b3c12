import { towardClass } from '../../core/report/class-colours';
import { allRows, type TableQuery } from '../../core/table/select-rows';
import type { RowInSight } from '../../core/table/row-in-sight';
import type { FileClient } from '../../workers/file-client';

const unsorted = { sort: allRows.sort, descending: allRows.descending };

function isNarrowing(query: TableQuery): boolean {
  return JSON.stringify({ ...query, ...unsorted }) !== JSON.stringify({ ...allRows, ...unsorted });
}

/** Which rows of a file are on show: filters and order, columns, and where the reader is among them. */
export class ShownRows {
  query = $state.raw<TableQuery>(allRows);
  /** Rows that the query leaves. */
  selected = $state(0);
  /** Whether other rows are being looked for than those on show. */
  isAsking = $state(false);
  /** Rises whenever rows may be others than before. */
  version = $state(0);
  /** Columns of the file that the table shows, indices. */
  columns = $state.raw<readonly number[]>([]);
  /** The class whose reasons are shown, an index; null: the one that each row is read as. */
  classIndex = $state<number | null>(null);
  /** The rows in sight, by their places among those selected. */
  inSight = { from: 0, count: 0 };
  /** Where the table was left: pixels above the part in sight, and the row that the keyboard is at. */
  place = { top: 0, active: 0 };
  /** Rises whenever a figure has listed its rows. */
  listed = $state(0);
  /** Whether a row was opened from the table, to which its reader comes back. */
  isLeft = false;

  /** Whether filters leave rows out. */
  readonly isNarrowed = $derived(isNarrowing(this.query));
  /** Whether any does beside that of a word or phrase. */
  readonly isNarrowedBeside = $derived(isNarrowing({ ...this.query, phrase: null }));
  #asked = 0;
  /** Whether a class was chosen, by the page or the reader. */
  #knowsClass = false;

  /** @param onAsk told when the reader asks for other rows */
  constructor(
    private readonly client: Pick<FileClient, 'call'>,
    private readonly onAsk: () => void,
  ) {}

  /** Shows all rows of a file that was opened. */
  begin(rows: number, columns: readonly number[]): void {
    this.selected = rows;
    this.columns = columns;
    this.version++;
  }

  /** Shows the reasons of one of the classes, unless one was chosen. */
  showClass(classes: readonly string[]): void {
    if (!this.#knowsClass) this.classIndex = towardClass(classes);
    this.#knowsClass = true;
  }

  /** Shows other rows, or the same in another order. */
  async ask(change: Partial<TableQuery>): Promise<void> {
    this.query = { ...this.query, ...change };
    this.onAsk();
    this.place = { top: 0, active: 0 };
    this.isAsking = true;
    await this.select();
  }

  /** The same from a figure, which may stand far from the table: its rows are to come into sight. */
  list(change: Partial<TableQuery>): Promise<void> {
    this.listed++;
    return this.ask(change);
  }

  /** Looks again which rows the query leaves; the answer to the last question counts. */
  async select(): Promise<void> {
    const asked = ++this.#asked;
    const { query } = this;
    try {
      const count = await this.client.call((api) => api.select(query));
      if (asked !== this.#asked) return;
      this.isAsking = false;
      this.selected = count;
      this.version++;
    } catch {
      // The worker has ended, which is told where it is noticed.
    }
  }

  /** Some of the rows selected. */
  rows(from: number, count: number): Promise<RowInSight[]> {
    return this.client.call((api) => api.rows(from, count, [...this.columns], this.classIndex));
  }

  reset(): void {
    this.#asked++;
    this.query = allRows;
    this.isAsking = false;
    this.selected = 0;
    this.classIndex = null;
    this.#knowsClass = false;
    this.inSight = { from: 0, count: 0 };
    this.place = { top: 0, active: 0 };
    this.isLeft = false;
  }
}
