import type { Tensor } from 'onnxruntime-common';
import { gatherRows, padRows, scatterRows, type PaddedRows } from '../core/training/embedding-rows';
import type { TrainableModel } from '../core/training/model';
import type { StepResult, TrainingBatch, TrainingStep } from '../core/training/step';
import { Random } from '../core/math/random';
import { planBatches } from './batches';
import { floats, type RunnableSession, type TensorConstructor } from './forward';

export interface TrainingSessions {
  readonly Tensor: TensorConstructor;
  /** Sessions over the model's two graphs. */
  readonly training: RunnableSession;
  readonly forward: RunnableSession;
}

/** How many tokens are read at once, padding included, when no gradients are needed. */
const FORWARD_TOKENS = 4096;

/**
 * Makes a training step of a model's gradient graph. It is the same on onnxruntime-node and onnxruntime-web.
 * @param parameters every parameter of the model. The optimiser changes them in place between steps
 * @throws Error naming a parameter that is missing or has another size than the model asks for
 */
export function createTrainingStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  sessions: TrainingSessions,
): TrainingStep {
  for (const [name, shape] of model.shapes) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const given = parameters.get(name)?.length;
    if (given === undefined) throw new Error(`the model has no parameter ${name}`);
    if (given !== size) {
      throw new Error(`${name} has ${given} values; a shape of [${shape.join(', ')}] takes ${size}`);
    }
  }
  return new SessionStep(model, parameters, sessions);
}

class SessionStep implements TrainingStep {
  /** Tensors that share the memory of the parameters. The runtime reads that memory again in every run. */
  readonly #weights: Readonly<Record<string, Tensor>>;

  constructor(
    private readonly model: TrainableModel,
    readonly parameters: ReadonlyMap<string, Float32Array>,
    private readonly sessions: TrainingSessions,
  ) {
    this.#weights = Object.fromEntries(
      model.inputs.map((name) => [name, this.#float32(parameters.get(name)!, model.shapes.get(name)!)]),
    );
  }

  async lossAndGradients(batch: TrainingBatch): Promise<StepResult> {
    const { inputs, tables, classes, dropoutWidth } = this.model;
    const rows = batch.ids.length;
    const padded = padRows(batch.ids);
    const outputs = await this.sessions.training.run({
      ...this.#weights,
      ...this.#embeddings(padded),
      targets: this.#float32(batch.targets, [rows, classes]),
      row_weights: this.#float32(normalised(batch.rowWeights), [rows]),
      dropout: this.#float32(this.#dropoutMask(rows, batch.dropoutSeed), [rows, dropoutWidth]),
    });
    const gradient = (name: string) => floats(outputs, `gradient:${name}`);
    const gradients = new Map(inputs.map((name) => [name, gradient(name)]));
    const [vocabulary, width] = this.#table(tables.words);
    gradients.set(tables.words, scatterRows(gradient('word_embeddings'), padded.ids, vocabulary, width));
    const { firstPosition } = this.model;
    gradients.set(
      tables.positions,
      this.#rowsAt(firstPosition, gradient('position_embeddings'), tables.positions),
    );
    if (tables.types !== null) {
      gradients.set(tables.types, this.#rowsAt(0, gradient('type_embedding'), tables.types));
    }
    return { loss: floats(outputs, 'loss')[0]!, gradients };
  }

  async logits(
    rows: readonly { readonly ids: ArrayLike<number> }[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    const { classes } = this.model;
    const logits = new Array<Float32Array>(rows.length);
    const lengths = rows.map(({ ids }) => ids.length);
    for (const batch of planBatches(lengths, FORWARD_TOKENS)) {
      signal?.throwIfAborted();
      const outputs = await this.sessions.forward.run({
        ...this.#weights,
        ...this.#embeddings(padRows(batch.rows.map((row) => rows[row]!.ids))),
      });
      const all = floats(outputs, 'logits');
      batch.rows.forEach((row, at) => (logits[row] = all.slice(at * classes, (at + 1) * classes)));
    }
    return logits;
  }

  #embeddings({ ids, mask, rows, length }: PaddedRows) {
    const { words, positions, types } = this.model.tables;
    const [, width] = this.#table(words);
    const first = this.model.firstPosition;
    const most = this.#table(positions)[0] - first;
    if (length > most) throw new Error(`a row of ${length} tokens exceeds the model's ${most}`);
    const table = (name: string) => this.parameters.get(name)!;
    return {
      word_embeddings: this.#float32(gatherRows(table(words), ids, width), [rows, length, width]),
      position_embeddings: this.#float32(table(positions).subarray(first * width, (first + length) * width), [
        length,
        width,
      ]),
      ...(types !== null && { type_embedding: this.#float32(table(types).subarray(0, width), [width]) }),
      mask: this.#float32(mask, [rows, length]),
    };
  }

  /** A table's gradient from that of its rows from `start` on: the others have none. */
  #rowsAt(start: number, gradient: Float32Array, name: string): Float32Array {
    const [rows, width] = this.#table(name);
    const table = new Float32Array(rows * width);
    table.set(gradient, start * width);
    return table;
  }

  /** Rows and width of a table. */
  #table(name: string): readonly [number, number] {
    const [rows, width] = this.model.shapes.get(name)!;
    return [rows!, width!];
  }

  #dropoutMask(rows: number, seed: number): Float32Array {
    const { dropout, dropoutWidth } = this.model;
    const mask = new Float32Array(rows * dropoutWidth);
    const keep = 1 - dropout;
    if (keep === 1) return mask.fill(1);
    const random = new Random(seed);
    return mask.map(() => (random.uniform() < keep ? 1 / keep : 0));
  }

  #float32(data: Float32Array, dims: readonly number[]): Tensor {
    return new this.sessions.Tensor('float32', data, dims);
  }
}

/** Weights that sum to one, so that the loss is a mean over rows. If all rows have weight zero, they stay zero. */
function normalised(weights: Float32Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => weight / sum) : weights;
}
