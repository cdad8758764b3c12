import { argmax } from '../math/argmax';
import { holdsFrom } from '../metrics/multi-label';
import { isUnsure, verdictOf, type AnswerRule } from '../prediction/verdict';
import { chunkOf, damagedWork, type Chunk } from './chunks';
import type { FileTable } from './file-table';
import { firstOfEqualTexts } from './equal-texts';
import { RowLanguages, unpackLanguages } from './row-languages';

/** The class index of a row that has not been read. */
const UNREAD = 0xffff;

/** A text of more bytes is read by itself, once all others are: it takes seconds to minutes. */
export const LONG_TEXT_BYTES = 20_000;

/** Texts for the model, each another, and the rows that they are of. */
export interface TextBatch {
  readonly rows: readonly number[];
  readonly texts: readonly string[];
}

/** What the model made of the rows of a table; rows with equal texts share one reading. */
export class Readings {
  readonly #first: Uint32Array;
  /** [rows, classes], only for the first row of each text. */
  readonly #probabilities: Float32Array;
  readonly #classes: Uint16Array;
  readonly #open: Uint8Array;
  readonly #languages: RowLanguages;
  /** All rows before it have been read, have no text, or a long one. */
  #next = 0;
  /** Rows with a long text of their own. */
  readonly #long: number[] = [];
  #done = 0;
  #bytesLeft = 0;
  #rule: AnswerRule;
  /** The number of different texts. */
  readonly total: number;

  /** @param rule which answers a reading leaves open, as the model that reads has it */
  constructor(
    private readonly table: FileTable,
    readonly classCount: number,
    rule: AnswerRule,
  ) {
    this.#rule = rule;
    this.#first = firstOfEqualTexts(table);
    this.#probabilities = new Float32Array(table.length * classCount);
    this.#classes = new Uint16Array(table.length).fill(UNREAD);
    this.#open = new Uint8Array(table.length);
    this.#languages = new RowLanguages(table.length);
    let total = 0;
    for (let row = 0; row < table.length; row++) {
      if (!this.#isToRead(row)) continue;
      total++;
      const { length } = table.textBytes(row);
      this.#bytesLeft += length;
      if (length > LONG_TEXT_BYTES) this.#long.push(row);
    }
    this.total = total;
  }

  /** Which answers a reading leaves open. */
  get rule(): AnswerRule {
    return this.#rule;
  }

  /** Judges anew by another rule what is read. */
  set rule(rule: AnswerRule) {
    if (JSON.stringify(rule) === JSON.stringify(this.#rule)) return;
    this.#rule = rule;
    for (let row = 0; row < this.table.length; row++) if (this.#classes[row] !== UNREAD) this.#judge(row);
  }

  /** Bytes of the texts that have not been read: what is left to do. */
  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  /** The number of different texts that have been read. */
  get done(): number {
    return this.#done;
  }

  /**
   * The next rows to read, in the file's order, each long text by itself behind all others. All have different texts.
   * @param characters the most that all their texts may have together; a single text may be longer
   */
  next(count: number, characters: number): TextBatch {
    const rows: number[] = [];
    const texts: string[] = [];
    let length = 0;
    for (let row = this.#next; row < this.table.length && rows.length < count; row++) {
      if (!this.#isToRead(row) || this.isRead(row) || this.#isLong(row)) {
        if (row === this.#next) this.#next++;
        continue;
      }
      const text = this.table.text(row);
      length += text.length;
      if (rows.length > 0 && length > characters) break;
      rows.push(row);
      texts.push(text);
    }
    if (rows.length > 0) return { rows, texts };
    const long = this.#long.find((row) => !this.isRead(row));
    return long === undefined ? { rows, texts } : { rows: [long], texts: [this.table.text(long)] };
  }

  /**
   * @param probabilities [classes]
   * @param language of the text, if the model has not learnt it; null: nothing speaks for one
   */
  set(row: number, probabilities: ArrayLike<number>, language: string | null = null): void {
    if (!this.isRead(row)) {
      this.#done++;
      this.#bytesLeft -= this.table.textBytes(row).length;
    }
    this.#probabilities.set(Array.from(probabilities), row * this.classCount);
    this.#judge(row);
    this.#languages.set(row, language);
  }

  /** The first row with the same text. */
  first(row: number): number {
    return this.#first[row]!;
  }

  /** What is kept of them, to be stored: the rows with a reading of their own, [rows, classes], languages. See `restore`. */
  chunks(): Chunk[] {
    const rows = new Uint32Array(this.#done);
    const probabilities = new Float32Array(this.#done * this.classCount);
    let count = 0;
    for (let row = 0; row < this.table.length; row++) {
      if (this.#classes[row] === UNREAD) continue;
      probabilities.set(this.probabilities(row)!, count * this.classCount);
      rows[count++] = row;
    }
    return [
      chunkOf('readings/rows', rows),
      chunkOf('readings/probabilities', probabilities),
      chunkOf('readings/languages', this.#languages.packed()),
    ];
  }

  /**
   * Takes readings as they were kept: as many as both have whole.
   * @param probabilities [rows, classes]
   * @param languages as `packLanguages` gives them; those of rows without a reading are left out
   * @throws RowsError when they are not of this table
   */
  restore(rows: Uint32Array, probabilities: Float32Array, languages: Uint32Array): void {
    const { classCount } = this;
    const count = Math.min(rows.length, Math.floor(probabilities.length / classCount));
    for (let at = 0; at < count; at++) {
      const row = rows[at]!;
      const read = probabilities.subarray(at * classCount, (at + 1) * classCount);
      const isDistribution = read.every((p) => p >= 0 && p <= 1);
      if (row >= this.table.length || !this.#isToRead(row) || !isDistribution) throw damagedWork();
      this.set(row, read);
    }
    for (const { row, language } of unpackLanguages(languages)) {
      if (row >= this.table.length || !this.#isToRead(row)) throw damagedWork();
      if (this.isRead(row)) this.#languages.set(row, language);
    }
  }

  isRead(row: number): boolean {
    return this.#classes[this.#first[row]!] !== UNREAD;
  }

  /** The index of the most probable class; null while the row has not been read. */
  classOf(row: number): number | null {
    const found = this.#classes[this.#first[row]!]!;
    return found === UNREAD ? null : found;
  }

  /** Whether a row is read as a class: it is the most probable one, or one of those that hold. */
  isReadAs(row: number, classIndex: number): boolean {
    if (this.rule !== 'each') return this.classOf(row) === classIndex;
    return (this.probabilities(row)?.[classIndex] ?? 0) >= holdsFrom;
  }

  /** Adds a row to the counts of the classes that it is read as. */
  countInto(counts: number[], row: number): void {
    if (this.rule !== 'each') {
      const classIndex = this.classOf(row);
      if (classIndex !== null) counts[classIndex]!++;
      return;
    }
    this.probabilities(row)?.forEach((p, k) => {
      if (p >= holdsFrom) counts[k]!++;
    });
  }

  /** Whether a row is read, and none of the classes holds. */
  isNone(row: number): boolean {
    return this.rule === 'each' && this.isRead(row) && this.probability(row) < holdsFrom;
  }

  /** Whether more than one class may be meant: see `isUnsure`. */
  isUnsure(row: number): boolean {
    return this.#open[this.#first[row]!] === 1;
  }

  /** The classes that may be meant, or that hold, most probable first; see Verdict. null while the row has not been read. */
  candidates(row: number): readonly number[] | null {
    const probabilities = this.probabilities(row);
    return probabilities && verdictOf(probabilities, this.#rule).candidates;
  }

  /** The language of a row's text, if the model has not learnt it; null where nothing speaks for one. */
  languageOf(row: number): string | null {
    return this.#languages.of(this.#first[row]!);
  }

  /** The probability of the most probable class; 0 while the row has not been read. */
  probability(row: number): number {
    const classIndex = this.classOf(row);
    return classIndex === null ? 0 : this.#probabilities[this.#first[row]! * this.classCount + classIndex]!;
  }

  /**
   * The probability of each class, [classes]; null while the row has not been read. It is a view, so do not write to
   * it.
   */
  probabilities(row: number): Float32Array | null {
    if (!this.isRead(row)) return null;
    const start = this.#first[row]! * this.classCount;
    return this.#probabilities.subarray(start, start + this.classCount);
  }

  /** By what is kept of the probabilities, as those judge who are given them. */
  #judge(row: number): void {
    const start = row * this.classCount;
    const probabilities = this.#probabilities.subarray(start, start + this.classCount);
    this.#classes[row] = argmax(probabilities);
    this.#open[row] = Number(isUnsure(probabilities, this.#rule));
  }

  #isLong(row: number): boolean {
    return this.table.textBytes(row).length > LONG_TEXT_BYTES;
  }

  #isToRead(row: number): boolean {
    return this.#first[row] === row && this.table.state(row) === 'text';
  }
}
