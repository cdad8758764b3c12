import type { Tensor } from 'onnxruntime-common';
import { gatherRows, padRows, type PaddedRows } from '../core/training/embedding-rows';
import type { TrainableModel } from '../core/training/model';
import { Random } from '../core/math/random';
import type { TensorConstructor } from './forward';

/** What of a model decides what its graphs are fed. */
export type FedModel = Omit<TrainableModel, 'trainingGraph' | 'forwardGraph'>;

/** The inputs of training graphs, made of parameters that change between runs. */
export class ParameterFeeds {
  /**
   * @param parameters every parameter of the model, in the memory that is read again in every run
   * @throws Error naming a parameter that is missing or has another size than the model asks for
   */
  constructor(
    private readonly model: FedModel,
    private readonly parameters: ReadonlyMap<string, Float32Array>,
    private readonly Tensor: TensorConstructor,
  ) {
    for (const [name, shape] of model.shapes) {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const given = parameters.get(name)?.length;
      if (given === undefined) throw new Error(`the model has no parameter ${name}`);
      if (given !== size) {
        throw new Error(`${name} has ${given} values; a shape of [${shape.join(', ')}] takes ${size}`);
      }
    }
  }

  /** Tensors that share the memory of parameters. The runtime reads that memory again in every run. */
  weights(names: readonly string[]): Readonly<Record<string, Tensor>> {
    return Object.fromEntries(
      names.map((name) => [name, this.float32(this.parameters.get(name)!, this.model.shapes.get(name)!)]),
    );
  }

  /** @throws RangeError when a row is longer than the model reads */
  rows(ids: readonly ArrayLike<number>[]): PaddedRows & { readonly feeds: Readonly<Record<string, Tensor>> } {
    const padded = padRows(ids);
    const { rows, length } = padded;
    const { words, positions, types } = this.model.tables;
    const [, width] = this.table(words);
    const first = this.model.firstPosition;
    const most = this.table(positions)[0] - first;
    if (length > most) throw new RangeError(`a row of ${length} tokens exceeds the model's ${most}`);
    const table = (name: string) => this.parameters.get(name)!;
    const feeds = {
      word_embeddings: this.float32(gatherRows(table(words), padded.ids, width), [rows, length, width]),
      position_embeddings: this.float32(table(positions).subarray(first * width, (first + length) * width), [
        length,
        width,
      ]),
      ...(types !== null && { type_embedding: this.float32(table(types).subarray(0, width), [width]) }),
      mask: this.float32(padded.mask, [rows, length]),
    };
    return { ...padded, feeds };
  }

  /** What a loss takes beside the rows. @param rowWeights they become a mean: if all are zero, they stay zero */
  loss(
    targets: Float32Array,
    rowWeights: Float32Array,
    dropoutSeed: number,
  ): Readonly<Record<string, Tensor>> {
    const rows = rowWeights.length;
    const { classes, dropoutWidth } = this.model;
    return {
      targets: this.float32(targets, [rows, classes]),
      row_weights: this.float32(normalised(rowWeights), [rows]),
      dropout: this.float32(this.#dropoutMask(rows, dropoutSeed), [rows, dropoutWidth]),
    };
  }

  /** Rows and width of a table. */
  table(name: string): readonly [number, number] {
    const [rows, width] = this.model.shapes.get(name)!;
    return [rows!, width!];
  }

  float32(data: Float32Array, dims: readonly number[]): Tensor {
    return new this.Tensor('float32', data, dims);
  }

  #dropoutMask(rows: number, seed: number): Float32Array {
    const { dropout, dropoutWidth } = this.model;
    const mask = new Float32Array(rows * dropoutWidth);
    const keep = 1 - dropout;
    if (keep === 1) return mask.fill(1);
    const random = new Random(seed);
    return mask.map(() => (random.uniform() < keep ? 1 / keep : 0));
  }
}

/** Weights that sum to one, so that the loss is a mean over rows. If all rows have weight zero, they stay zero. */
function normalised(weights: Float32Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => weight / sum) : weights;
}
