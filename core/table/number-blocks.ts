type NumberArray = Uint8Array | Uint32Array | Float64Array;

/** How many entries a block has. */
const BLOCK = 2 ** 16;

/** A list of numbers that grows by blocks. Nothing is copied when it grows, so every new entry costs the same. */
export class NumberBlocks {
  readonly #blocks: NumberArray[] = [];
  #length = 0;

  /** @param Kind the type of array, which decides which numbers are allowed */
  constructor(private readonly Kind: new (length: number) => NumberArray) {}

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length++ % BLOCK;
    if (at === 0) this.#blocks.push(new this.Kind(BLOCK));
    this.#blocks.at(-1)![at] = value;
  }

  /** All entries, one behind another, a block at a time: views, not to be written to. */
  *blocks(): Generator<NumberArray> {
    for (let start = 0; start < this.#length; start += BLOCK) {
      yield this.#blocks[start / BLOCK]!.subarray(0, Math.min(BLOCK, this.#length - start));
    }
  }

  /** @throws RangeError where there is no such entry */
  at(index: number): number {
    if (!(index >= 0 && index < this.#length)) throw new RangeError(`There is no entry ${index}.`);
    return this.#blocks[Math.floor(index / BLOCK)]![index % BLOCK]!;
  }
}
