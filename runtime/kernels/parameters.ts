import type { LaidOutWeights, PackedTensor } from '../../core/graphs/packed-weights';
import type { ExternalData } from '../../core/onnx/types';

/** A linear weight: integers [inputs, outputs], and a scale for each output. */
export interface IntegerMatrix {
  readonly values: Int8Array;
  readonly scales: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

/** Reads parameters of an int8 model from its weights file, by transformers' names. */
export class StoredParameters {
  constructor(private readonly weights: LaidOutWeights) {}

  /** A parameter that is stored in float32. @throws Error when there is none of that name */
  floats(name: string): Float32Array {
    return this.#floatsAt(this.#tensor(name).external);
  }

  /** @throws Error when there is no such matrix */
  integers(name: string): IntegerMatrix {
    const { shape, external, scales } = this.#tensor(name);
    const [inputs, outputs] = shape;
    if (!scales || inputs === undefined || outputs === undefined) {
      throw new Error(`${name} is no matrix of integers`);
    }
    const { buffer, byteOffset } = this.weights.bytes;
    const values = new Int8Array(buffer, byteOffset + external.offset, external.length);
    return { values, scales: this.#floatsAt(scales), inputs, outputs };
  }

  /** A linear weight in float, [inputs, outputs]. @throws Error when there is no such matrix */
  matrix(name: string): Float32Array {
    const { values, scales, outputs } = this.integers(name);
    return Float32Array.from(values, (value, at) => value * scales[at % outputs]!);
  }

  #tensor(name: string): PackedTensor {
    const tensor = this.weights.tensors.get(name);
    if (!tensor) throw new Error(`the weights file has no ${name}`);
    return tensor;
  }

  #floatsAt({ offset, length }: ExternalData): Float32Array {
    // It is copied: a view would need an aligned offset.
    return new Float32Array(this.weights.bytes.slice(offset, offset + length).buffer);
  }
}
