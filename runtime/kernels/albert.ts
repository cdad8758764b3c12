import type { AlbertConfig } from '../../core/albert/config';
import {
  CLASSIFIER,
  EMBEDDING_MAPPING,
  EMBEDDING_NORM,
  POOLER,
  POSITION_EMBEDDINGS,
  TYPE_EMBEDDINGS,
  layerPrefixes,
} from '../../core/albert/parameters';
import type { WordEmbeddings } from '../../core/model/word-embeddings';
import { Arena, GROUP, TILE_ROWS, type Kernels } from './kernels';
import { StoredParameters } from './parameters';

/** Rows that pass the feed-forward part at once: their inner states stay in a core's cache. */
const FEED_FORWARD_ROWS = 48;

export interface AlbertParts {
  readonly config: AlbertConfig;
  readonly parameters: StoredParameters;
  readonly embeddings: WordEmbeddings;
  /** Divides the logits. */
  readonly temperature: number;
}

interface Norm {
  readonly scale: number;
  readonly bias: number;
}

interface Linear {
  readonly weights: number;
  readonly sums: number;
  readonly scales: number;
  readonly bias: number;
  readonly inputs: number;
  readonly outputs: number;
}

interface Layer {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly dense: Linear;
  readonly attentionNorm: Norm;
  readonly inner: Linear;
  readonly output: Linear;
  readonly outputNorm: Norm;
}

/** Whether the kernels' tiles fit a model's sizes; those of every published ALBERT do. */
export function fitsKernels({ embeddingSize, hiddenSize, intermediateSize, heads }: AlbertConfig): boolean {
  return (
    embeddingSize % 4 === 0 &&
    hiddenSize % 8 === 0 &&
    intermediateSize % 8 === 0 &&
    (hiddenSize / heads) % 4 === 0
  );
}

/**
 * ALBERT's forward pass (see core/albert/forward.ts) on the kernels, for int8 weights: integer products within the
 * layers, float arithmetic before and after.
 *
 * Rows of one batch are mostly one text with other words masked. What depends on a token and its place alone, up to the
 * first layer's queries, keys and values, is computed once for each pair of them.
 */
export class KernelAlbert {
  readonly #arena: Arena;
  readonly #layers: readonly Layer[];
  readonly #embeddingNorm: Norm;
  readonly #mapping: number;
  readonly #mappingBias: Float32Array;
  readonly #positions: Float32Array;
  readonly #types: Float32Array;
  readonly #pooler: { readonly matrix: number; readonly bias: Float32Array } | null;
  readonly #classifier: { readonly matrix: Float32Array; readonly bias: Float32Array };

  constructor(
    private readonly kernels: Kernels,
    private readonly parts: AlbertParts,
  ) {
    const { config, parameters } = parts;
    this.#arena = new Arena(kernels.memory);
    const floats = (name: string) => this.#arena.store(parameters.floats(name));
    const norm = (name: string): Norm => ({ scale: floats(`${name}.weight`), bias: floats(`${name}.bias`) });
    const layers = new Map<string, Layer>();
    const layer = (prefix: string): Layer => ({
      query: this.#linear(`${prefix}.attention.query`),
      key: this.#linear(`${prefix}.attention.key`),
      value: this.#linear(`${prefix}.attention.value`),
      dense: this.#linear(`${prefix}.attention.dense`),
      attentionNorm: norm(`${prefix}.attention.LayerNorm`),
      inner: this.#linear(`${prefix}.ffn`),
      output: this.#linear(`${prefix}.ffn_output`),
      outputNorm: norm(`${prefix}.full_layer_layer_norm`),
    });
    this.#layers = layerPrefixes(config).map((prefix) => {
      const made = layers.get(prefix) ?? layer(prefix);
      layers.set(prefix, made);
      return made;
    });
    this.#embeddingNorm = norm(EMBEDDING_NORM);
    this.#mapping = this.#arena.store(parameters.matrix(`${EMBEDDING_MAPPING}.weight`));
    this.#mappingBias = parameters.floats(`${EMBEDDING_MAPPING}.bias`);
    this.#positions = parameters.floats(POSITION_EMBEDDINGS);
    this.#types = parameters.floats(TYPE_EMBEDDINGS);
    this.#pooler = parameters.has(`${POOLER}.weight`)
      ? {
          matrix: this.#arena.store(parameters.matrix(`${POOLER}.weight`)),
          bias: parameters.floats(`${POOLER}.bias`),
        }
      : null;
    this.#classifier = {
      matrix: parameters.matrix(`${CLASSIFIER}.weight`),
      bias: parameters.floats(`${CLASSIFIER}.bias`),
    };
  }

  /**
   * @param ids [texts, length]
   * @param mask [texts, length], 1 where a token may be attended to, 0 elsewhere
   * @returns logits [texts, classes]
   */
  logits(ids: Int32Array, mask: Uint8Array, texts: number, length: number): Float32Array {
    const mark = this.#arena.mark;
    try {
      return this.#classify(this.#encode(ids, mask, texts, length), texts);
    } finally {
      this.#arena.release(mark);
    }
  }

  /** The last states of the texts' first tokens, [texts, hidden]. */
  #encode(ids: Int32Array, mask: Uint8Array, texts: number, length: number): number {
    const { kernels } = this;
    const { config } = this.parts;
    const size = config.hiddenSize;
    const rows = texts * length;
    const bias = this.#attentionBias(mask, texts, length);
    const { table, pairs, indices } = this.#embed(ids, length);
    const scratch = this.#floats((size / config.heads + length) * roundUp(length, 4), 1);
    const firstTokens = this.#arena.store(Int32Array.from({ length: texts }, (_, text) => text * length));
    const [query, key, value] = [
      this.#floats(rows, size),
      this.#floats(rows, size),
      this.#floats(rows, size),
    ];
    const hidden = this.#floats(rows, size);
    const mixed = this.#floats(rows, size);
    const work = this.#quantised(rows, size);
    const inner = this.#floats(FEED_FORWARD_ROWS, config.intermediateSize);
    const innerWork = this.#quantised(FEED_FORWARD_ROWS, config.intermediateSize);

    const gather = (from: number, indices: number, count: number, to: number) =>
      kernels.gatherRows(from, indices, count, 4 * size, to);
    const apply = (linear: Linear, from: typeof work, count: number, to: number) =>
      kernels.linear(
        from.q,
        from.ranges,
        count,
        linear.inputs,
        linear.weights,
        linear.sums,
        linear.scales,
        linear.bias,
        linear.outputs,
        to,
      );

    this.#layers.forEach((layer, index) => {
      const isLast = index === this.#layers.length - 1;
      // The classifier reads the first token alone: the last layer asks for no other.
      const queries = isLast ? 1 : length;
      const asked = texts * queries;
      if (index === 0) {
        kernels.quantise(table, pairs, size, work.q, work.ranges);
        for (const [linear, to] of [
          [layer.query, query],
          [layer.key, key],
          [layer.value, value],
        ] as const) {
          apply(linear, work, pairs, mixed);
          gather(mixed, indices, rows, to);
        }
        gather(table, indices, rows, hidden);
        if (isLast) gather(query, firstTokens, texts, query);
      } else {
        kernels.quantise(hidden, rows, size, work.q, work.ranges);
        apply(layer.key, work, rows, key);
        apply(layer.value, work, rows, value);
        if (!isLast) apply(layer.query, work, rows, query);
      }
      if (isLast) {
        gather(hidden, firstTokens, texts, hidden);
        if (index > 0) {
          kernels.quantise(hidden, texts, size, work.q, work.ranges);
          apply(layer.query, work, texts, query);
        }
      }
      kernels.attention(
        query,
        key,
        value,
        bias,
        texts,
        queries,
        length,
        config.heads,
        size / config.heads,
        scratch,
        mixed,
      );
      kernels.quantise(mixed, asked, size, work.q, work.ranges);
      apply(layer.dense, work, asked, mixed);
      const { attentionNorm, outputNorm } = layer;
      const epsilon = config.layerNormEpsilon;
      kernels.layerNorm(mixed, hidden, attentionNorm.scale, attentionNorm.bias, asked, size, epsilon, hidden);
      for (let start = 0; start < asked; start += FEED_FORWARD_ROWS) {
        const count = Math.min(FEED_FORWARD_ROWS, asked - start);
        const at = 4 * start * size;
        kernels.quantise(hidden + at, count, size, work.q, work.ranges);
        apply(layer.inner, work, count, inner);
        this.#activate(inner, count * config.intermediateSize);
        kernels.quantise(inner, count, config.intermediateSize, innerWork.q, innerWork.ranges);
        apply(layer.output, innerWork, count, mixed + at);
      }
      kernels.layerNorm(mixed, hidden, outputNorm.scale, outputNorm.bias, asked, size, epsilon, hidden);
    });
    return hidden;
  }

  /**
   * The different pairs of a token and its place, embedded and mapped: `table` [pairs, hidden], and for each row of the
   * batch its pair.
   */
  #embed(ids: Int32Array, length: number): { table: number; pairs: number; indices: number } {
    const { config, embeddings } = this.parts;
    const known = new Map<number, number>();
    const words: number[] = [];
    const places: number[] = [];
    const indices = ids.map((id, row) => {
      const place = row % length;
      const pair = id * length + place;
      let index = known.get(pair);
      if (index === undefined) {
        index = known.size;
        known.set(pair, index);
        words.push(id);
        places.push(place);
      }
      return index;
    });
    const size = config.embeddingSize;
    const summed = embeddings.rows(words);
    for (let at = 0; at < summed.length; at++) {
      const column = at % size;
      summed[at]! += this.#positions[places[(at - column) / size]! * size + column]! + this.#types[column]!;
    }
    const x = this.#arena.store(summed);
    const { scale, bias } = this.#embeddingNorm;
    const pairs = words.length;
    this.kernels.layerNorm(x, 0, scale, bias, pairs, size, config.layerNormEpsilon, x);
    const table = this.#map(x, pairs, size, this.#mapping, this.#mappingBias);
    return { table, pairs, indices: this.#arena.store(indices) };
  }

  #classify(states: number, texts: number): Float32Array {
    const { config, temperature } = this.parts;
    const size = config.hiddenSize;
    let pooled = states;
    if (this.#pooler) {
      pooled = this.#map(states, texts, size, this.#pooler.matrix, this.#pooler.bias);
      this.kernels.tanh(pooled, texts * size);
    }
    const x = this.#arena.floats(pooled, texts * size);
    const { matrix, bias } = this.#classifier;
    const classes = bias.length;
    return Float32Array.from({ length: texts * classes }, (_, at) => {
      const [text, output] = [Math.floor(at / classes), at % classes];
      let sum = bias[output]!;
      for (let i = 0; i < size; i++) sum += x[text * size + i]! * matrix[i * classes + output]!;
      return sum / temperature;
    });
  }

  /** x [rows, inputs] in float -> a new [rows, hidden]. */
  #map(x: number, rows: number, inputs: number, matrix: number, bias: Float32Array): number {
    const outputs = bias.length;
    const out = this.#floats(rows, outputs);
    this.kernels.matMul(x, inputs, matrix, outputs, rows, inputs, outputs, out, outputs);
    const values = this.#arena.floats(out, rows * outputs);
    for (let at = 0; at < values.length; at++) values[at]! += bias[at % outputs]!;
    return out;
  }

  #activate(x: number, count: number): void {
    const { kernels } = this;
    switch (this.parts.config.activation) {
      case 'gelu_new':
        return kernels.geluTanh(x, count);
      case 'gelu':
        return kernels.geluErf(x, count);
      case 'relu':
        return kernels.relu(x, count);
    }
  }

  /** 0 where attention may go and -1e9 elsewhere, [texts, length rounded up to 4]. */
  #attentionBias(mask: Uint8Array, texts: number, length: number): number {
    const padded = roundUp(length, 4);
    const bias = new Float32Array(texts * padded).fill(-1e9);
    for (let text = 0; text < texts; text++) {
      for (let token = 0; token < length; token++) {
        if (mask[text * length + token]) bias[text * padded + token] = 0;
      }
    }
    return this.#arena.store(bias);
  }

  /** Room for rows of floats, in whole tiles. */
  #floats(rows: number, size: number): number {
    return this.#arena.allocate(4 * roundUp(rows, TILE_ROWS) * size);
  }

  /** Room for what `quantise` makes of such rows. */
  #quantised(rows: number, size: number): { readonly q: number; readonly ranges: number } {
    const all = roundUp(rows, TILE_ROWS);
    return {
      q: this.#arena.allocate(all * size),
      ranges: this.#arena.allocate(8 * all * Math.ceil(size / GROUP)),
    };
  }

  /** Stores a linear map of the layers as the kernel `linear` reads it. */
  #linear(name: string): Linear {
    const { values, scales, inputs, outputs } = this.parts.parameters.integers(`${name}.weight`);
    const blocks = new Int8Array(values.length);
    const sums = new Float32Array(Math.ceil(inputs / GROUP) * outputs);
    for (let row = 0; row < inputs; row++) {
      for (let column = 0; column < outputs; column++) {
        const value = values[row * outputs + column]!;
        const block = (column >> 3) * inputs * 8 + (row >> 2) * 32 + (column & 7) * 4 + (row & 3);
        blocks[block] = value;
        sums[Math.floor(row / GROUP) * outputs + column]! += value;
      }
    }
    return {
      weights: this.#arena.store(blocks),
      sums: this.#arena.store(sums),
      scales: this.#arena.store(scales),
      bias: this.#arena.store(this.parts.parameters.floats(`${name}.bias`)),
      inputs,
      outputs,
    };
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
