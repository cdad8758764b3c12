import type { Tensor } from 'onnxruntime-common';
import { scatterRows } from '../core/training/embedding-rows';
import type { TrainableModel } from '../core/training/model';
import type { StepResult, TrainingBatch, TrainingStep } from '../core/training/step';
import { planBatches } from './batches';
import { floats, type RunnableSession, type TensorConstructor } from './forward';
import { ParameterFeeds } from './parameter-feeds';

export interface TrainingSessions {
  readonly Tensor: TensorConstructor;
  /** Sessions over the model's two graphs. */
  readonly training: RunnableSession;
  readonly forward: RunnableSession;
}

/** How many tokens are read at once, padding included, when no gradients are needed. */
export const FORWARD_TOKENS = 4096;

/**
 * Makes a training step of a model's gradient graph. It is the same on onnxruntime-node and onnxruntime-web.
 * @param parameters every parameter of the model. The optimiser changes them in place between steps
 * @param forwardTokens how many tokens are read at once, padding included, when no gradients are needed
 * @throws Error naming a parameter that is missing or has another size than the model asks for
 */
export function createTrainingStep(
  model: TrainableModel,
  parameters: ReadonlyMap<string, Float32Array>,
  sessions: TrainingSessions,
  forwardTokens = FORWARD_TOKENS,
): TrainingStep {
  return new SessionStep(model, parameters, sessions, forwardTokens);
}

class SessionStep implements TrainingStep {
  readonly #feeds: ParameterFeeds;
  readonly #weights: Readonly<Record<string, Tensor>>;

  constructor(
    private readonly model: TrainableModel,
    readonly parameters: ReadonlyMap<string, Float32Array>,
    private readonly sessions: TrainingSessions,
    private readonly forwardTokens: number,
  ) {
    this.#feeds = new ParameterFeeds(model, parameters, sessions.Tensor);
    this.#weights = this.#feeds.weights(model.inputs);
  }

  async lossAndGradients({ ids, targets, rowWeights, dropoutSeed }: TrainingBatch): Promise<StepResult> {
    const { inputs, tables, firstPosition } = this.model;
    const padded = this.#feeds.rows(ids);
    const outputs = await this.sessions.training.run({
      ...this.#weights,
      ...padded.feeds,
      ...this.#feeds.loss(targets, rowWeights, dropoutSeed),
    });
    const gradient = (name: string) => floats(outputs, `gradient:${name}`);
    const gradients = new Map(inputs.map((name) => [name, gradient(name)]));
    const [vocabulary, width] = this.#feeds.table(tables.words);
    gradients.set(tables.words, scatterRows(gradient('word_embeddings'), padded.ids, vocabulary, width));
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
    for (const batch of planBatches(lengths, this.forwardTokens)) {
      signal?.throwIfAborted();
      const { feeds } = this.#feeds.rows(batch.rows.map((row) => rows[row]!.ids));
      const all = floats(await this.sessions.forward.run({ ...this.#weights, ...feeds }), 'logits');
      batch.rows.forEach((row, at) => (logits[row] = all.slice(at * classes, (at + 1) * classes)));
    }
    return logits;
  }

  /** A table's gradient from that of its rows from `start` on: the others have none. */
  #rowsAt(start: number, gradient: Float32Array, name: string): Float32Array {
    const [rows, width] = this.#feeds.table(name);
    const table = new Float32Array(rows * width);
    table.set(gradient, start * width);
    return table;
  }
}
