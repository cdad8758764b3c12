import type { LongText } from '../../core/text/windows';
import type { FileSummary } from '../../workers/file-api';
import type { FileClient } from '../../workers/file-client';
import type { ReadingRun } from './reading-run.svelte';
import { sentence } from './sentence';

/** What reading by another model needs of the work on a file. */
export interface ReadWork {
  readonly client: Pick<FileClient, 'call'>;
  readonly running: ReadingRun;
  /** Names of the columns; null while no rows are there. */
  columns(): readonly string[] | null;
  /** Forgets what came of the readings, beside them. */
  forget(): void;
  /** Tells that the rows have another column than before, behind all others. */
  onColumn(summary: FileSummary): Promise<void>;
  /** Tells that the readings are others. */
  onReadAnew(): Promise<void>;
  /** Tells why something could not be done. */
  onProblem(sentence: string): void;
}

/** Rows that one model read and another is to read: in its place, or beside it. */
export class TwoModels {
  /** Columns of results that two models gave, indices; null: none were compared here. */
  compared = $state.raw<readonly [number, number] | null>(null);

  constructor(private readonly work: ReadWork) {}

  /** What a column of the readings is called, after its model; null where none is read. */
  get readingName(): string | null {
    const { readBy } = this.work.running;
    return readBy && `${readBy.name} ${readBy.version.slice(0, 8)}`;
  }

  /** Forgets what another model made of the rows, and has them read by the page's. */
  async readAnew(longText: LongText): Promise<void> {
    const { client, running } = this.work;
    running.cancel();
    try {
      await client.call((api) => api.forgetReadings());
    } catch {
      return; // The worker has ended, which is told where it is noticed.
    }
    running.forget();
    this.work.forget();
    await this.work.onReadAnew();
    await running.goOn(longText);
  }

  /**
   * Keeps what another model made of the rows as a column, has them read by the page's, and keeps that as a column too: two
   * columns of results, to be held against each other.
   */
  async readBeside(longText: LongText): Promise<void> {
    const before = await this.addReadings();
    if (before === null) return;
    await this.readAnew(longText);
    if (this.work.running.phase !== 'done') return;
    const after = await this.addReadings();
    if (after !== null) this.compared = [before, after];
  }

  reset(): void {
    this.compared = null;
  }

  /** Keeps how the rows are read as a column of the file. @returns its index; null where they are not read */
  async addReadings(): Promise<number | null> {
    const columns = this.work.columns();
    const { readingName } = this;
    if (!columns || readingName === null) return null;
    const name = freeName(readingName, columns);
    try {
      await this.work.onColumn(await this.work.client.call((api) => api.addReadings(name)));
      return columns.length;
    } catch (error) {
      this.work.onProblem(sentence((error as Error).message));
      return null;
    }
  }
}

/** A name that no column has. */
function freeName(name: string, columns: readonly string[]): string {
  let free = name;
  for (let count = 2; columns.includes(free); count++) free = `${name} (${count})`;
  return free;
}
