import type { TableEvent } from './types';

/** How many different names of fields a file may have. */
const MAX_COLUMNS = 4096;

/**
 * The columns of JSON rows. Each new name of a field becomes a column. Where the first row is a string, as in a list of
 * texts, strings are rows of one column, "text".
 */
export class JsonColumns {
  readonly names: string[] = [];
  readonly #indices = new Map<string, number>();
  /** Whether strings are rows; null while there was none. */
  #takesStrings: boolean | null = null;

  /** Makes a record of a value; a fault if the value is not an object, nor a text of a list of texts. */
  record(value: unknown, line: number): TableEvent {
    this.#takesStrings ??= typeof value === 'string';
    if (this.#takesStrings && typeof value === 'string') return this.record({ text: value }, line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { kind: 'fault', line, message: 'a row must be an object such as {"text": "..."}' };
    }
    const fields: unknown[] = [];
    for (const [name, field] of Object.entries(value)) {
      const index = this.#indexOf(name);
      if (index === null) {
        const message = `the rows have more than ${MAX_COLUMNS} different names of fields`;
        return { kind: 'fault', line, message };
      }
      while (fields.length < index) fields.push(undefined);
      fields[index] = field;
    }
    return { kind: 'record', line, fields };
  }

  #indexOf(name: string): number | null {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    if (this.names.length === MAX_COLUMNS) return null;
    this.#indices.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
