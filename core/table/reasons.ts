import { Random } from '../math/random';
import { ByteRows } from './byte-rows';
import { chunkOf, type Chunk } from './chunks';
import type { FileTable } from './file-table';
import { NumberBlocks } from './number-blocks';
import { unpackReasons, type RowReasons } from './row-reasons';
import type { Readings, TextBatch } from './readings';

/** How far the reasons of the rows drawn are. */
export interface ReasonsState {
  /** Rows drawn so far that have reasons: figures are made of these. */
  readonly counted: number;
  /** Rows to be drawn in all. */
  readonly target: number;
  /** Rows that they are drawn from: those with a text among those asked for. */
  readonly from: number;
}

/** Which rows get reasons. */
export interface ReasonsDraw {
  /** Rows to draw at random; null: all of them. */
  readonly most: number | null;
  /** Of the random order. */
  readonly seed: number;
}

/**
 * Why rows read as they do. Rows are taken in a random order, so that what is there at any moment is a random sample of
 * those asked for; rows in sight come first, and count once it is their turn. Rows with equal texts share their reasons.
 */
export class Reasons {
  readonly #packed = new ByteRows();
  /** Rows of which each record in #packed is. */
  readonly #rows = new NumberBlocks(Uint32Array);
  /** The record of a first row, plus one; 0: none. */
  readonly #places: Uint32Array;
  /** Rows with a text among those asked for, in their random order. */
  #order: Uint32Array = new Uint32Array(0);
  #counted = 0;
  #target = 0;

  constructor(
    private readonly table: FileTable,
    private readonly readings: Pick<Readings, 'first' | 'classCount'>,
  ) {
    this.#places = new Uint32Array(table.length);
  }

  get state(): ReasonsState {
    return { counted: this.#counted, target: this.#target, from: this.#order.length };
  }

  /** Bytes that the reasons take. */
  get bytes(): number {
    return this.#packed.bytes;
  }

  /** Texts that have reasons. */
  get length(): number {
    return this.#rows.length;
  }

  /** Asks for the reasons of some rows, in place of what was asked before; what is there is kept. */
  draw(rows: Uint32Array, { most, seed }: ReasonsDraw): ReasonsState {
    const texts = rows.filter((row) => this.table.state(row) === 'text').sort();
    this.#order = new Random(seed).shuffle(texts);
    this.#counted = 0;
    this.#target = Math.min(most ?? texts.length, texts.length);
    this.#advance();
    return this.state;
  }

  /** Asks for no more than there is. */
  end(): ReasonsState {
    this.#target = this.#counted;
    return this.state;
  }

  /**
   * The next rows to explain, each with a text of its own: those in sight, then those drawn.
   * @param characters of all their texts together, at most; one text may be longer
   */
  next(count: number, characters: number, inSight: ArrayLike<number> = []): TextBatch {
    const rows: number[] = [];
    const texts: string[] = [];
    const taken = new Set<number>();
    let length = 0;
    const take = (row: number): void => {
      const first = this.readings.first(row);
      if (this.#places[first] !== 0 || taken.has(first) || this.table.state(row) !== 'text') return;
      const text = this.table.text(first);
      if (rows.length > 0 && length + text.length > characters) {
        length = Infinity;
        return;
      }
      length += text.length;
      taken.add(first);
      rows.push(first);
      texts.push(text);
    };
    if (this.#counted === this.#target) return { rows, texts };
    for (let at = 0; at < inSight.length && rows.length < count && length <= characters; at++) {
      take(inSight[at]!);
    }
    for (let at = this.#counted; at < this.#target && rows.length < count && length <= characters; at++) {
      take(this.#order[at]!);
    }
    return { rows, texts };
  }

  /** @param packed what `packReasons` made of a row's text */
  set(row: number, packed: Uint8Array): void {
    const first = this.readings.first(row);
    this.#packed.push(packed);
    this.#rows.push(first);
    this.#places[first] = this.#packed.length;
    this.#advance();
  }

  has(row: number): boolean {
    return this.#places[this.readings.first(row)] !== 0;
  }

  /** null while the row has none. @throws RangeError where what was kept is damaged */
  of(row: number): RowReasons | null {
    const place = this.#places[this.readings.first(row)]!;
    return place === 0 ? null : unpackReasons(this.#packed.at(place - 1), this.readings.classCount);
  }

  /** Which rows count: those drawn that have reasons, 1 each. */
  counted(): Uint8Array {
    const counted = new Uint8Array(this.table.length);
    for (let at = 0; at < this.#counted; at++) counted[this.#order[at]!] = 1;
    return counted;
  }

  /** What is kept of them, to be stored, as it is now: more may come while it is written. See `restoreReasons`. */
  chunks(): Chunk[] {
    const { bytes } = this.#packed;
    const count = this.#rows.length;
    const rows = new Uint32Array(count);
    const lengths = new Uint32Array(count);
    for (let at = 0; at < count; at++) {
      rows[at] = this.#rows.at(at);
      lengths[at] = this.#packed.at(at).length;
    }
    return [
      chunkOf('reasons/rows', rows),
      chunkOf('reasons/lengths', lengths),
      { name: 'reasons/bytes', parts: () => this.#packed.pieces(bytes) },
      chunkOf('reasons/order', this.#order),
    ];
  }

  /** Takes a draw as it was kept, once the reasons are there. */
  restoreDraw(order: Uint32Array, target: number): void {
    this.#order = order;
    this.#target = Math.min(target, order.length);
    this.#advance();
  }

  #advance(): void {
    while (this.#counted < this.#target && this.has(this.#order[this.#counted]!)) this.#counted++;
  }
}
