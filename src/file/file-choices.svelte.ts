import type { GuessedColumns } from '../../core/table/guess-columns';
import type { TimeUnit } from '../../core/table/time-units';
import type { WorkChoices } from '../../core/table/work-manifest';

/** By what rows are looked at. */
type Looks = Pick<WorkChoices, 'groupColumn' | 'dateColumn'> & { readonly timeUnit: TimeUnit | null };

/** Columns beside the texts that the table shows at first. */
const mostShown = 3;

/** What a reader chose of a file's columns. Columns are indices; null: none. */
export class FileChoices {
  textColumn = $state(0);
  labelColumn = $state<number | null>(null);
  groupColumn = $state<number | null>(null);
  dateColumn = $state<number | null>(null);
  /** In which unit the course of time is shown; null: in one that fits. */
  timeUnit = $state<TimeUnit | null>(null);
  /** What labels stand for, as the reader states it. */
  pairs = $state('');

  /** @param onLook told when the reader wants to look at the rows by something else */
  constructor(private readonly onLook: () => void) {}

  /** Takes what a first look guesses. */
  guess({ text, label, group, date }: GuessedColumns): void {
    this.textColumn = text;
    [this.labelColumn, this.groupColumn, this.dateColumn] = [label, group, date];
  }

  /** Columns beside the texts that are shown of so many unless asked otherwise: those that were chosen first. */
  shownFirst(count: number): number[] {
    const { textColumn, labelColumn, groupColumn, dateColumn } = this;
    const chosen = [labelColumn, groupColumn, dateColumn].filter((column) => column !== null);
    const all = Array.from({ length: count }, (_, column) => column);
    return [...chosen, ...all.filter((column) => !chosen.includes(column))]
      .filter((column) => column !== textColumn)
      .slice(0, mostShown)
      .sort((a, b) => a - b);
  }

  /** Looks at the rows by something else. */
  lookBy(change: Partial<Looks>): void {
    Object.assign(this, change);
    this.onLook();
  }

  /** Takes what was kept of earlier choices. */
  restore(textColumn: number, kept: WorkChoices): void {
    const { labelColumn, groupColumn, dateColumn, pairs, timeUnit = null } = kept;
    Object.assign(this, { textColumn, labelColumn, groupColumn, dateColumn, pairs, timeUnit });
  }

  /** What is kept of them beside the table's own column of texts. */
  kept(): Pick<WorkChoices, 'labelColumn' | 'groupColumn' | 'dateColumn' | 'pairs' | 'timeUnit'> {
    const { labelColumn, groupColumn, dateColumn, pairs, timeUnit } = this;
    return { labelColumn, groupColumn, dateColumn, pairs, timeUnit };
  }

  reset(): void {
    [this.groupColumn, this.dateColumn, this.timeUnit] = [null, null, null];
    this.pairs = '';
  }
}
