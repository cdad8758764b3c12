import type { AnswerRule } from '../core/prediction/verdict';
import { labelReader, parseLabelPairs } from '../core/rows/labels';
import { RowsError } from '../core/rows/types';
import { numbersOf, type Chunk, type ChunkSource } from '../core/table/chunks';
import { countRows } from '../core/table/count-rows';
import type { FileTable } from '../core/table/file-table';
import { tableLabelSets, TableLabelSets } from '../core/table/label-sets';
import { tableLabels, TableLabels } from '../core/table/labels';
import { answerInWords } from '../core/table/answers';
import { Readings } from '../core/table/readings';
import { Reasons } from '../core/table/reasons';
import { restoreReasons } from '../core/table/restore-reasons';
import { restoreTable } from '../core/table/restore-table';
import { allRows, selectRows, type TableQuery } from '../core/table/select-rows';
import type { WorkManifest } from '../core/table/work-manifest';
import { phraseFinder, type PhraseFinder } from '../core/text/phrases';
import type { FileSummary, ReadAs, ReasonsAsked, RowScope, WorkAbout } from './file-api';

const shownProblems = 100;
/** The part of a saved work that says what its reasons are. */
const reasonsName = 'reasons';

/** The file that a table was made of, and how it was read. */
export type MadeOf = Pick<WorkManifest, 'file' | 'reading'>;

/** Reasons, and what the model was asked for them: those of another question are others. */
interface AskedReasons {
  readonly question: string;
  readonly of: Reasons;
}

/** The rows of a file, what the model made of them, and which of them are selected. */
export class OpenFile {
  /** null: what rows are read as is not known. */
  readings: Readings | null = null;
  reasons: AskedReasons | null = null;
  /** Whether reasons were damaged, and left out. */
  hasLostReasons = false;
  #classes: readonly string[] = [];
  #rule: AnswerRule = null;
  #labels: TableLabels | TableLabelSets | null = null;
  #selected: Uint32Array;
  #query = allRows;
  #find: PhraseFinder | null = null;

  constructor(
    readonly table: FileTable,
    private readonly made: MadeOf,
  ) {
    this.#selected = Uint32Array.from({ length: table.length }, (_, row) => row);
  }

  /**
   * The rows and what was made of them, as they were kept.
   * @param bearsLoss whether reasons that are damaged are left out: they can be found anew
   * @throws RowsError when they are damaged
   */
  static async restore(
    manifest: WorkManifest,
    chunks: ChunkSource,
    { bearsLoss = false } = {},
  ): Promise<OpenFile> {
    const { shape, file, reading, model } = manifest;
    const opened = new OpenFile(await restoreTable(shape, chunks), { file, reading });
    if (!model) return opened;
    const readings = new Readings(opened.table, model.classes.length, model.rule ?? null);
    readings.restore(
      await numbersOf(chunks, 'readings/rows', Uint32Array),
      await numbersOf(chunks, 'readings/probabilities', Float32Array),
      // Works that were saved before there were languages have none.
      await numbersOf(chunks, 'readings/languages', Uint32Array),
    );
    opened.#classes = model.classes;
    opened.#rule = readings.rule;
    opened.readings = readings;
    const made = reasonsPart(manifest.parts[reasonsName]);
    if (!made) return opened;
    try {
      const reasons = await restoreReasons(opened.table, readings, chunks, made.target);
      opened.reasons = { question: made.question, of: reasons };
    } catch (error) {
      if (!bearsLoss || !(error instanceof RowsError)) throw error;
      opened.hasLostReasons = true;
    }
    return opened;
  }

  /** What parts the cells of the file; undefined: it is no CSV. */
  get delimiter(): string | undefined {
    return this.made.reading.delimiter;
  }

  get classes(): readonly string[] {
    return this.#classes;
  }

  /** Labels that name one class; null: no column of labels was named, or its labels each hold or not. */
  get labels(): TableLabels | null {
    return this.#labels instanceof TableLabels ? this.#labels : null;
  }

  /** Labels that each hold or not; null where there are none. */
  get labelSets(): TableLabelSets | null {
    return this.#labels instanceof TableLabelSets ? this.#labels : null;
  }

  /** The rows that the last query left, in its order. */
  get selected(): Uint32Array {
    return this.#selected;
  }

  /** Finds the word, or the characters, that the rows selected have; null where none were asked for. */
  get find(): PhraseFinder | null {
    return this.#find;
  }

  /** @throws Error where what rows are read as is not known */
  get knownReadings(): Readings {
    if (!this.readings) throw new Error('The classes of the rows are not known.');
    return this.readings;
  }

  /** @throws Error where none were asked for */
  get knownReasons(): Reasons {
    if (!this.reasons) throw new Error('No reasons were asked for.');
    return this.reasons.of;
  }

  get summary(): FileSummary {
    const { table } = this;
    const problems: { line: number; message: string }[] = [];
    for (let row = 0; row < table.length && problems.length < shownProblems; row++) {
      const message = table.problem(row);
      if (message !== null) problems.push({ line: table.line(row), message });
    }
    return { columns: [...table.shape.columns], counts: countRows(table, this.readings), problems };
  }

  /** As FileWorkerApi.setClasses. Other classes than before forget what was made of the rows. */
  setClasses({ classes, rule }: ReadAs, labelColumn: number | null, pairs: string): void {
    const stated = pairs.trim() === '' ? [] : parseLabelPairs(pairs);
    const read = rule === 'each' ? tableLabelSets : tableLabels;
    const labels =
      labelColumn === null ? null : read(this.table, labelColumn, labelReader(classes, { pairs: stated }));
    const isSame = this.readings && classes.join('\n') === this.#classes.join('\n');
    this.#classes = classes;
    this.#rule = rule;
    this.#labels = labels;
    if (isSame) this.readings!.rule = rule;
    else this.forgetReadings();
  }

  /** Keeps how the rows are read as a column of the file: see `answerInWords`. @returns its index */
  addReadings(name: string): number {
    const { knownReadings: readings } = this;
    return this.table.addColumn(name, (row) => {
      return this.table.state(row) === 'text'
        ? (answerInWords(readings, row, this.#classes) ?? undefined)
        : undefined;
    });
  }

  forgetReadings(): Readings {
    this.readings = new Readings(this.table, this.#classes.length, this.#rule);
    this.reasons = null;
    return this.readings;
  }

  /** The reasons of the question, from now on: those of another are forgotten. */
  reasonsFor(question: ReasonsAsked['question']): Reasons {
    if (this.reasons?.question !== question) {
      this.reasons = { question, of: new Reasons(this.table, this.knownReadings) };
    }
    return this.reasons.of;
  }

  select(query: TableQuery): void {
    this.#query = query;
    this.#selected = this.#rowsOf(query);
    this.#find = finderOf(query);
  }

  /** The query whose rows are selected. */
  get query(): TableQuery {
    return this.#query;
  }

  /**
   * The rows selected, but for what a change takes back: a figure whose parts list their rows at a click stays as it was
   * before the click.
   */
  selectedBut(change: Partial<TableQuery>): Uint32Array {
    return this.picked({ ...this.#query, ...change });
  }

  /** The rows that a query asks for, in whatever order. @param query null: all rows */
  picked(query: TableQuery | null): Uint32Array {
    if (query === null) return Uint32Array.from({ length: this.table.length }, (_, row) => row);
    if (JSON.stringify(query) === JSON.stringify(this.#query)) return this.#selected;
    return this.#rowsOf({ ...query, sort: allRows.sort });
  }

  /** The rows selected, whatever they have in some columns: their values are held against each other. */
  selectedButIn(columns: readonly number[], change: Partial<TableQuery> = {}): Uint32Array {
    return this.selectedBut({
      ...change,
      cells: this.#query.cells.filter(({ column }) => !columns.includes(column)),
      ranges: this.#query.ranges.filter(({ column }) => !columns.includes(column)),
    });
  }

  /** Those of them that have a text. */
  scope(scope: RowScope): Uint32Array {
    const { table } = this;
    return this.picked(scope === 'selected' ? this.#query : null).filter(
      (row) => table.state(row) === 'text',
    );
  }

  /** All that there is, to be stored, and what says how it is to be understood: see `restore`. */
  chunks(): Chunk[] {
    const ofReasons = this.reasons?.of.chunks() ?? [];
    return [...this.table.chunks(), ...(this.readings?.chunks() ?? []), ...ofReasons];
  }

  manifest({ choices, model }: WorkAbout): WorkManifest {
    const { table, reasons } = this;
    const { columns, isJson, textColumn } = table.shape;
    return {
      format: 'albert-lens work',
      version: 1,
      savedAt: new Date().toISOString(),
      ...this.made,
      shape: { columns: [...columns], isJson, textColumn },
      rows: table.length,
      choices,
      model,
      parts: reasons
        ? { [reasonsName]: { question: reasons.question, target: reasons.of.state.target } }
        : {},
    };
  }

  #rowsOf(query: TableQuery): Uint32Array {
    return selectRows(this.table, this.readings, this.#labels, query);
  }
}

function finderOf({ phrase, contains }: TableQuery): PhraseFinder | null {
  if (phrase !== null) return phraseFinder(phrase);
  const wanted = contains.toLowerCase();
  if (wanted === '') return null;
  return (text) => {
    const small = text.toLowerCase();
    const start = small.indexOf(wanted);
    // Few letters are of another length when they are small: then no place can be told.
    if (start < 0 || small.length !== text.length) return null;
    return { start, end: start + wanted.length };
  };
}

/** What a manifest says of reasons; null where it says nothing that could be used. */
function reasonsPart(part: unknown): { readonly question: string; readonly target: number } | null {
  const { question, target } = Object(part) as { question?: unknown; target?: unknown };
  return typeof question === 'string' && Number.isInteger(target)
    ? { question, target: Number(target) }
    : null;
}
