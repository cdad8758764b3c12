/** A byte offset into the kernels' memory. */
export type Address = number;

export type LinearKernel = (
  q: Address,
  ranges: Address,
  rows: number,
  k: number,
  weights: Address,
  sums: Address,
  scales: Address,
  bias: Address,
  n: number,
  out: Address,
) => void;

/** The exports of assembly/index.ts. Its comments say what each computes, and the shapes. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  gatherRows(table: Address, indices: Address, count: number, bytes: number, out: Address): void;
  quantise(x: Address, rows: number, size: number, q: Address, ranges: Address): void;
  linear: LinearKernel;
  linearByPairs: LinearKernel;
  dotOutOfRange(weight: number, x: number): number;
  matMul(
    a: Address,
    aStride: number,
    b: Address,
    bStride: number,
    m: number,
    k: number,
    n: number,
    out: Address,
    outStride: number,
  ): void;
  attention(
    query: Address,
    key: Address,
    value: Address,
    bias: Address,
    texts: number,
    queries: number,
    length: number,
    heads: number,
    size: number,
    scratch: Address,
    out: Address,
  ): void;
  layerNorm(
    x: Address,
    y: Address,
    scale: Address,
    bias: Address,
    rows: number,
    size: number,
    epsilon: number,
    out: Address,
  ): void;
  geluTanh(x: Address, count: number): void;
  geluErf(x: Address, count: number): void;
  relu(x: Address, count: number): void;
  tanh(x: Address, count: number): void;
}

/** How many columns share a range, as in assembly/quantise.ts. */
export const GROUP = 128;

/** How many rows are read and written together, as in assembly/linear.ts. */
export const TILE_ROWS = 6;

/**
 * The linear kernel that is fastest on this processor. Both give the same numbers. An x64 processor without AVX-VNNI
 * needs several instructions for a dot product. The first of them adds pairs in 16 bits: that it saturates shows which
 * processor this is.
 */
export function fastestLinear(kernels: Kernels): LinearKernel {
  const saturated = 2 * 32767;
  return kernels.dotOutOfRange(127, 255) === saturated ? kernels.linearByPairs : kernels.linear;
}

const PAGE = 65536;
const ALIGNMENT = 64;

/** The memory of the kernels. It is allocated from the bottom up. */
export class Arena {
  #end: number;

  constructor(private readonly memory: WebAssembly.Memory) {
    this.#end = PAGE;
  }

  /** The end of what is allocated now. `release` takes it. */
  get mark(): number {
    return this.#end;
  }

  /** Frees everything that has been allocated since the mark. */
  release(mark: number): void {
    this.#end = mark;
  }

  /**
   * Allocates bytes. The memory may grow, which detaches earlier views of it.
   * @returns an address that is a multiple of 64
   * @throws RangeError that says "out of memory" when the engine refuses more memory
   */
  allocate(bytes: number): Address {
    const start = this.#end;
    this.#end = Math.ceil((start + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.#end - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        this.#end = start;
        throw new RangeError('out of memory: the kernels are given no more', { cause });
      }
    }
    return start;
  }

  floats(address: Address, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  bytes(address: Address, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  /** Allocates a copy. */
  store(data: Float32Array | Int8Array | Int32Array): Address {
    const address = this.allocate(data.byteLength);
    this.bytes(address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return address;
  }
}

export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
