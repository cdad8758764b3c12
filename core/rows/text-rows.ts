import { isJson, type Table } from './table';
import { RowsError, type Fault } from './types';

/** Which columns hold the texts and the labels. Case and white space of the names do not count. */
export interface RowColumns {
  /** The column of the texts; "text" when absent. */
  readonly textColumn?: string;
  /** The column of the labels; "label" when absent. */
  readonly labelColumn?: string;
}

/** A row with its text. `fields` are all fields of the row, in the order of the table's columns. */
export interface TextRow {
  readonly kind: 'row';
  readonly line: number;
  readonly text: string;
  /** The label as it stands in the file; undefined if the row has none. */
  readonly label: unknown;
  /** The soft label of a teacher model, as it stands in the file. */
  readonly probs: unknown;
  readonly fields: readonly unknown[];
}

/** A row whose text is blank: there is nothing to read in it. */
export interface BlankRow {
  readonly kind: 'blank';
  readonly line: number;
  readonly fields: readonly unknown[];
}

export type TextRowEvent = TextRow | BlankRow | Fault;

/**
 * The rows of a table with their texts and labels, in the table's order.
 * @throws RowsError when the header has no such column, at once
 */
export function textRows(table: Table, columns: RowColumns = {}): AsyncIterable<TextRowEvent> {
  const { textColumn = 'text', labelColumn = 'label' } = columns;
  const text = new ColumnOf(table, textColumn, 'textColumn');
  const label = new ColumnOf(table, labelColumn, 'labelColumn');
  const probs = new ColumnOf(table, 'probs', 'labelColumn');
  const hasHeader = !isJson(table.format);
  if (hasHeader) {
    text.requireOne();
    if (columns.labelColumn !== undefined) label.requireOne();
  }
  async function* rows(): AsyncGenerator<TextRowEvent> {
    for await (const record of table.records) {
      if (record.kind === 'fault') {
        yield record;
        continue;
      }
      const { line, fields } = record;
      const found = text.in(fields);
      if (typeof found !== 'string') {
        yield { kind: 'fault', line, ...noText(found, textColumn, table.columns, fields) };
      } else if (found.trim() === '') {
        yield { kind: 'blank', line, fields };
      } else {
        yield { kind: 'row', line, text: found, label: label.in(fields), probs: probs.in(fields), fields };
      }
    }
  }
  return rows();
}

function noText(
  found: unknown,
  name: string,
  columns: readonly string[],
  fields: readonly unknown[],
): Pick<Fault, 'message' | 'remedy'> {
  if (found !== undefined) {
    const kind = found === null ? 'null' : Array.isArray(found) ? 'a list' : `a ${typeof found}`;
    return { message: `"${name}" is ${kind}, not a string` };
  }
  const has = columns.filter((_, index) => fields[index] !== undefined);
  const instead = has.length > 0 ? `; it has ${listed(has)}` : '';
  return { message: `the row has no "${name}"${instead}`, remedy: 'textColumn' };
}

/** Finds a column by name. The exact spelling goes first; then case and white space do not count. */
class ColumnOf {
  #indices: readonly number[] = [];
  #seen = 0;

  constructor(
    private readonly table: Table,
    private readonly name: string,
    private readonly remedy: 'textColumn' | 'labelColumn',
  ) {}

  /** @throws RowsError when no column, or more than one, has the name */
  requireOne(): void {
    const { columns } = this.table;
    const found = this.#find();
    if (found.length === 1) return;
    throw new RowsError(
      found.length > 1
        ? `${found.length} columns are named "${this.name}"`
        : `the header has no column "${this.name}"; it has ${listed(columns)}`,
      this.remedy,
    );
  }

  in(fields: readonly unknown[]): unknown {
    // Rows of JSON differ in their fields, so the column is looked for in each row.
    const index = this.#find().find((candidate) => fields[candidate] !== undefined);
    return index === undefined ? undefined : fields[index];
  }

  #find(): readonly number[] {
    const { columns } = this.table;
    if (this.#seen === columns.length) return this.#indices;
    const matching = (same: (column: string) => boolean): number[] =>
      columns.flatMap((column, index) => (same(column) ? [index] : []));
    const exact = matching((column) => column === this.name);
    const alike = matching((column) => folded(column) === folded(this.name));
    this.#indices =
      !isJson(this.table.format) && exact.length > 0 ? exact : [...new Set([...exact, ...alike])];
    this.#seen = columns.length;
    return this.#indices;
  }
}

/** White space includes U+FEFF, the byte-order mark. */
function folded(name: string): string {
  return name.toLowerCase().replace(/\s+/g, '');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name));
  return names.length > shown.length
    ? `${shown.join(', ')} and ${names.length - shown.length} more`
    : shown.join(', ');
}
