import type { ModelConfig } from '../../core/models/model-config';
import type { WordEmbeddings } from '../../core/model/word-embeddings';
import { Encoder, type EmbeddedBatch } from './encoder';
import { Arena, roundUp, type Address, type Kernels } from './kernels';
import { storeLayers, storeNorm, type Norm } from './layers';
import type { StoredParameters } from './parameters';

export interface KernelParts {
  readonly config: ModelConfig;
  readonly parameters: StoredParameters;
  readonly embeddings: WordEmbeddings;
  /** Divides the logits. */
  readonly temperature: number;
}

/** A linear map in float. */
interface FloatLinear {
  /** [inputs, outputs] */
  readonly matrix: Address;
  readonly bias: Float32Array;
}

/**
 * The forward pass of core/models/encoder.ts on the kernels, for int8 weights. Products are integer within the layers,
 * and float before and after them.
 */
export class KernelClassifier {
  readonly #arena: Arena;
  readonly #encoder: Encoder;
  readonly #embeddingNorm: Norm;
  readonly #mapping: FloatLinear | null;
  readonly #positions: Float32Array;
  /** The embedding of the texts' token type; null where the model has no types. */
  readonly #type: Float32Array | null;
  readonly #pooler: FloatLinear;
  readonly #classifier: { readonly matrix: Float32Array; readonly bias: Float32Array };

  /** @throws Error when a parameter is missing, or a matrix is not of integers */
  constructor(
    private readonly kernels: Kernels,
    private readonly parts: KernelParts,
  ) {
    const { config, parameters } = parts;
    const { names } = config;
    this.#arena = new Arena(kernels.memory);
    this.#encoder = new Encoder(kernels, this.#arena, config, storeLayers(this.#arena, config, parameters));
    const floatLinear = (name: string): FloatLinear => ({
      matrix: this.#arena.store(parameters.matrix(`${name}.weight`)),
      bias: parameters.floats(`${name}.bias`),
    });
    this.#embeddingNorm = storeNorm(this.#arena, parameters, names.embeddingNorm);
    this.#mapping = names.mapping === null ? null : floatLinear(names.mapping);
    this.#positions = parameters.floats(names.positions);
    this.#type = names.types === null ? null : parameters.floats(names.types);
    this.#pooler = floatLinear(names.pooler);
    this.#classifier = {
      matrix: parameters.matrix(`${names.classifier}.weight`),
      bias: parameters.floats(`${names.classifier}.bias`),
    };
  }

  /**
   * @param ids [texts, length]
   * @param mask [texts, length], 1 where a token may be attended to, 0 elsewhere
   * @returns logits [texts, classes]
   * @throws RangeError for an id outside the vocabulary
   */
  logits(ids: Int32Array, mask: Uint8Array, texts: number, length: number): Float32Array {
    const mark = this.#arena.mark;
    try {
      const bias = this.#attentionBias(mask, texts, length);
      const states = this.#encoder.encode({ texts, length, bias, ...this.#embed(ids, length) });
      return this.#classify(states, texts);
    } finally {
      this.#arena.release(mark);
    }
  }

  #embed(ids: Int32Array, length: number): Pick<EmbeddedBatch, 'table' | 'pairs' | 'indices'> {
    const { config, embeddings } = this.parts;
    const known = new Map<number, number>();
    const words: number[] = [];
    const places: number[] = [];
    const indices = ids.map((id, row) => {
      const place = row % length;
      const pair = id * length + place;
      const index = known.get(pair) ?? known.size;
      if (index === known.size) {
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
      const position = config.firstPosition + places[(at - column) / size]!;
      summed[at]! += this.#positions[position * size + column]! + (this.#type?.[column] ?? 0);
    }
    const x = this.#arena.store(summed);
    const pairs = words.length;
    const { scale, bias } = this.#embeddingNorm;
    this.kernels.layerNorm(x, 0, scale, bias, pairs, size, config.layerNormEpsilon, x);
    const table = this.#mapping ? this.#map(x, pairs, size, this.#mapping) : x;
    return { table, pairs, indices: this.#arena.store(indices) };
  }

  #classify(states: Address, texts: number): Float32Array {
    const { config, temperature } = this.parts;
    const size = config.hiddenSize;
    const pooled = this.#map(states, texts, size, this.#pooler);
    this.#activatePooled(pooled, texts * size);
    const x = this.#arena.floats(pooled, texts * size);
    const { matrix, bias } = this.#classifier;
    const classes = bias.length;
    return Float32Array.from({ length: texts * classes }, (_, at) => {
      const output = at % classes;
      const row = ((at - output) / classes) * size;
      let sum = bias[output]!;
      for (let i = 0; i < size; i++) sum += x[row + i]! * matrix[i * classes + output]!;
      return sum / temperature;
    });
  }

  #activatePooled(x: Address, count: number): void {
    switch (this.parts.config.poolerActivation) {
      case 'tanh':
        return this.kernels.tanh(x, count);
      case 'relu':
        return this.kernels.relu(x, count);
      case 'gelu':
        return this.kernels.geluErf(x, count);
    }
  }

  /** x [rows, inputs] -> a new [rows, outputs] */
  #map(x: Address, rows: number, inputs: number, { matrix, bias }: FloatLinear): Address {
    const outputs = bias.length;
    const out = this.#arena.allocate(4 * rows * outputs);
    this.kernels.matMul(x, inputs, matrix, outputs, rows, inputs, outputs, out, outputs);
    const values = this.#arena.floats(out, rows * outputs);
    for (let at = 0; at < values.length; at++) values[at]! += bias[at % outputs]!;
    return out;
  }

  #attentionBias(mask: Uint8Array, texts: number, length: number): Address {
    const padded = roundUp(length, 4);
    const bias = new Float32Array(texts * padded).fill(-1e9);
    for (let text = 0; text < texts; text++) {
      for (let token = 0; token < length; token++) {
        if (mask[text * length + token]) bias[text * padded + token] = 0;
      }
    }
    return this.#arena.store(bias);
  }
}
