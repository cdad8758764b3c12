import * as ort from 'onnxruntime-node';
import type { ModelConfig } from '../../core/models/model-config';
import { parameterShapes } from '../../core/models/parameters';
import { graphParameters, parameterForwardGraph, trainingGraph } from '../../core/graphs/training-graph';
import { Random } from '../../core/math/random';
import type { TrainingBatch, TrainingStep } from '../train/step';
import { gatherRows, padRows, scatterRows, type PaddedRows } from './embedding-rows';
import { openSession, type Device } from '../../runtime/node/session';

export interface OnnxStepOptions {
  readonly device: Device;
  readonly threads?: number;
  /** Probability that a unit before the classifier is dropped; the config's, by default. */
  readonly classifierDropout?: number;
}

/**
 * A training step over our own gradient graph, run by onnxruntime-node.
 * @param parameters every parameter of the config, changed in place by the optimiser between steps
 * @throws Error when the device has no execution provider here
 */
export async function createOnnxStep(
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  options: OnnxStepOptions,
): Promise<TrainingStep> {
  const training = await openSession({ graph: trainingGraph(config), what: 'the training graph' }, options);
  const forward = await openSession(
    { graph: parameterForwardGraph(config), what: 'the forward graph' },
    options,
  );
  return new OnnxStep(
    config,
    parameters,
    training,
    forward,
    options.classifierDropout ?? config.classifierDropout,
  );
}

class OnnxStep implements TrainingStep {
  /** Tensors over the live parameters: the runtime reads their memory anew in every run. */
  readonly #weights: Readonly<Record<string, ort.Tensor>>;
  readonly #names: readonly string[];

  constructor(
    private readonly config: ModelConfig,
    readonly parameters: ReadonlyMap<string, Float32Array>,
    private readonly training: ort.InferenceSession,
    private readonly forward: ort.InferenceSession,
    private readonly dropout: number,
  ) {
    const shapes = parameterShapes(config);
    this.#names = graphParameters(config);
    this.#weights = Object.fromEntries(
      this.#names.map((name) => [name, float32(this.#parameter(name), shapes.get(name)!)]),
    );
  }

  async lossAndGradients(batch: TrainingBatch) {
    const { config } = this;
    const rows = batch.ids.length;
    const padded = padRows(batch.ids);
    const classes = config.classes.length;
    const outputs = await this.training.run({
      ...this.#weights,
      ...this.#embeddings(padded),
      targets: float32(batch.targets, [rows, classes]),
      row_weights: float32(normalised(batch.rowWeights), [rows]),
      dropout: float32(this.#dropoutMask(rows, batch.dropoutSeed), [rows, config.hiddenSize]),
    });
    const data = (name: string) => outputs[name]!.data as Float32Array;
    const gradients = new Map(this.#names.map((name) => [name, data(`gradient:${name}`)]));
    const { embeddingSize, vocabularySize, maxPositions, tokenTypes, names } = config;
    gradients.set(
      names.words,
      scatterRows(data('gradient:word_embeddings'), padded.ids, vocabularySize, embeddingSize),
    );
    const atFront = (gradient: Float32Array, tableRows: number) => {
      const table = new Float32Array(tableRows * embeddingSize);
      table.set(gradient);
      return table;
    };
    gradients.set(names.positions, atFront(data('gradient:position_embeddings'), maxPositions));
    gradients.set(names.types, atFront(data('gradient:type_embedding'), tokenTypes));
    return {
      loss: data('loss')[0]!,
      gradients,
    };
  }

  async logits(rows: readonly { readonly ids: ArrayLike<number> }[]): Promise<Float32Array[]> {
    const classes = this.config.classes.length;
    const outputs = await this.forward.run({
      ...this.#weights,
      ...this.#embeddings(padRows(rows.map(({ ids }) => ids))),
    });
    const logits = outputs['logits']!.data as Float32Array;
    return rows.map((_, row) => logits.slice(row * classes, (row + 1) * classes));
  }

  async dispose(): Promise<void> {
    await this.training.release();
    await this.forward.release();
  }

  #parameter(name: string): Float32Array {
    const parameter = this.parameters.get(name);
    if (!parameter) throw new Error(`the model has no parameter ${name}`);
    return parameter;
  }

  #embeddings({ ids, mask, rows, length }: PaddedRows) {
    const { embeddingSize, maxPositions, names } = this.config;
    if (length > maxPositions)
      throw new Error(`a row of ${length} tokens exceeds the model's ${maxPositions}`);
    const words = gatherRows(this.#parameter(names.words), ids, embeddingSize);
    const positions = this.#parameter(names.positions).subarray(0, length * embeddingSize);
    return {
      word_embeddings: float32(words, [rows, length, embeddingSize]),
      position_embeddings: float32(positions, [length, embeddingSize]),
      type_embedding: float32(this.#parameter(names.types).subarray(0, embeddingSize), [embeddingSize]),
      mask: float32(mask, [rows, length]),
    };
  }

  #dropoutMask(rows: number, seed: number): Float32Array {
    const mask = new Float32Array(rows * this.config.hiddenSize);
    const keep = 1 - this.dropout;
    if (keep === 1) return mask.fill(1);
    const random = new Random(seed);
    return mask.map(() => (random.uniform() < keep ? 1 / keep : 0));
  }
}

function float32(data: Float32Array, dims: readonly number[]): ort.Tensor {
  return new ort.Tensor('float32', data, dims);
}

/** Weights that sum to one, so that the loss is a mean over rows. */
function normalised(weights: Float32Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0)) throw new Error('the row weights of a batch must have a positive sum');
  return weights.map((weight) => weight / sum);
}
