import type { ModelConfig } from '../../core/models/model-config';
import {
  GROUP,
  TILE_ROWS,
  fastestLinear,
  roundUp,
  type Address,
  type Arena,
  type Kernels,
  type LinearKernel,
} from './kernels';
import type { Layer, Linear, Norm } from './layers';

/** How many rows go through the feed-forward part at once. Their inner states stay in the cache of a core. */
const FEED_FORWARD_ROWS = 48;

/** The texts of a batch, in the form in which the layers read them. */
export interface EmbeddedBatch {
  readonly texts: number;
  readonly length: number;
  /** [pairs, hidden]: the embedding of each different pair of a token and its place. */
  readonly table: Address;
  readonly pairs: number;
  /** int32 [texts * length]: the index of each row's pair. */
  readonly indices: Address;
  /** [texts, length rounded up to 4]: 0 where attention may go, -1e9 elsewhere. */
  readonly bias: Address;
}

/** Rows that `quantise` has quantised. */
interface Quantised {
  readonly q: Address;
  readonly ranges: Address;
}

/** The layers of a model. They read batches of texts. The caller releases what they allocate. */
export class Encoder {
  readonly #linear: LinearKernel;

  constructor(
    private readonly kernels: Kernels,
    private readonly arena: Arena,
    private readonly config: ModelConfig,
    private readonly layers: readonly Layer[],
  ) {
    this.#linear = fastestLinear(kernels);
  }

  /**
   * Gives the final state of each text's first token, [texts, hidden].
   *
   * The rows of a batch are mostly the same text with different words masked. The queries, keys and values of the first
   * layer depend only on a token and its place, so they are computed once for each such pair.
   */
  encode({ texts, length, table, pairs, indices, bias }: EmbeddedBatch): Address {
    const { kernels, config } = this;
    const size = config.hiddenSize;
    const rows = texts * length;
    const [query, key, value] = [this.#floats(rows), this.#floats(rows), this.#floats(rows)];
    const [hidden, mixed] = [this.#floats(rows), this.#floats(rows)];
    const work = this.#quantised(rows, size);
    const firstTokens = this.arena.store(Int32Array.from({ length: texts }, (_, text) => text * length));
    const headSize = size / config.heads;
    const scratch = this.arena.allocate(4 * (headSize + length) * roundUp(length, 4));
    const feedForward = this.#feedForward(work);
    const gather = (from: Address, at: Address, count: number, to: Address) =>
      kernels.gatherRows(from, at, count, 4 * size, to);

    this.layers.forEach((layer, index) => {
      const isLast = index === this.layers.length - 1;
      let project = (linear: Linear, to: Address) => this.#apply(linear, work, rows, to);
      if (index === 0) {
        kernels.quantise(table, pairs, size, work.q, work.ranges);
        gather(table, indices, rows, hidden);
        project = (linear, to) => {
          this.#apply(linear, work, pairs, mixed);
          gather(mixed, indices, rows, to);
        };
      } else {
        kernels.quantise(hidden, rows, size, work.q, work.ranges);
      }
      project(layer.key, key);
      project(layer.value, value);
      // The classifier reads only the first token, so the last layer computes no other.
      const queries = isLast ? 1 : length;
      const asked = texts * queries;
      if (isLast) {
        gather(hidden, firstTokens, texts, hidden);
        kernels.quantise(hidden, texts, size, work.q, work.ranges);
        this.#apply(layer.query, work, texts, query);
      } else {
        project(layer.query, query);
      }
      const { heads } = config;
      kernels.attention(query, key, value, bias, texts, queries, length, heads, headSize, scratch, mixed);
      kernels.quantise(mixed, asked, size, work.q, work.ranges);
      this.#apply(layer.dense, work, asked, mixed);
      this.#norm(layer.attentionNorm, mixed, asked, hidden);
      feedForward(layer, hidden, asked, mixed);
      this.#norm(layer.outputNorm, mixed, asked, hidden);
    });
    return hidden;
  }

  /** x [rows, hidden] -> out; `work` holds the quantised rows. */
  #feedForward(work: Quantised): (layer: Layer, x: Address, rows: number, out: Address) => void {
    const { kernels } = this;
    const { hiddenSize, intermediateSize } = this.config;
    const inner = this.#floats(FEED_FORWARD_ROWS, intermediateSize);
    const innerWork = this.#quantised(FEED_FORWARD_ROWS, intermediateSize);
    return (layer, x, rows, out) => {
      for (let start = 0; start < rows; start += FEED_FORWARD_ROWS) {
        const count = Math.min(FEED_FORWARD_ROWS, rows - start);
        const at = 4 * start * hiddenSize;
        kernels.quantise(x + at, count, hiddenSize, work.q, work.ranges);
        this.#apply(layer.inner, work, count, inner);
        this.#activate(inner, count * intermediateSize);
        kernels.quantise(inner, count, intermediateSize, innerWork.q, innerWork.ranges);
        this.#apply(layer.output, innerWork, count, out + at);
      }
    };
  }

  #apply(linear: Linear, { q, ranges }: Quantised, rows: number, out: Address): void {
    const { weights, sums, scales, bias, inputs, outputs } = linear;
    this.#linear(q, ranges, rows, inputs, weights, sums, scales, bias, outputs, out);
  }

  /** hidden = LayerNorm(x + hidden) */
  #norm({ scale, bias }: Norm, x: Address, rows: number, hidden: Address): void {
    const { hiddenSize, layerNormEpsilon } = this.config;
    this.kernels.layerNorm(x, hidden, scale, bias, rows, hiddenSize, layerNormEpsilon, hidden);
  }

  #activate(x: Address, count: number): void {
    switch (this.config.activation) {
      case 'gelu_new':
        return this.kernels.geluTanh(x, count);
      case 'gelu':
        return this.kernels.geluErf(x, count);
      case 'relu':
        return this.kernels.relu(x, count);
    }
  }

  /** Allocates rows of floats, in whole tiles. */
  #floats(rows: number, size = this.config.hiddenSize): Address {
    return this.arena.allocate(4 * roundUp(rows, TILE_ROWS) * size);
  }

  /** Allocates the output of `quantise` for such rows. */
  #quantised(rows: number, size: number): Quantised {
    const all = roundUp(rows, TILE_ROWS);
    return {
      q: this.arena.allocate(all * size),
      ranges: this.arena.allocate(8 * all * Math.ceil(size / GROUP)),
    };
  }
}
