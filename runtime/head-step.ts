import type { Tensor } from 'onnxruntime-common';
import type { TrainableHead } from '../core/training/model';
import type { StepResult, TrainingBatch, TrainingStep } from '../core/training/step';
import { planBatches } from './batches';
import { floats, type RunnableSession, type TensorConstructor } from './forward';
import { ParameterFeeds } from './parameter-feeds';
import { FORWARD_TOKENS } from './training-step';

export interface HeadSessions {
  readonly Tensor: TensorConstructor;
  /** Sessions over the head's three graphs. */
  readonly state: RunnableSession;
  readonly training: RunnableSession;
  readonly forward: RunnableSession;
}

/** What the layers of a model made of texts, by their token ids: [hidden] each. Of one model and its weights alone. */
export type States = Map<string, Float32Array>;

export interface HeadStep extends TrainingStep {
  /**
   * Computes what the layers make of rows, where it is not known yet.
   * @param onProgress told how many of the rows are known
   * @throws DOMException "AbortError" when the signal is aborted; what is known by then stays known
   */
  learnStates(
    rows: readonly { readonly ids: ArrayLike<number> }[],
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

/** Rows of which the head reads the states at once. */
const HEAD_ROWS = 4096;

/**
 * Makes a training step of a model's head. The layers read every text once.
 * @param parameters every parameter of the model. Those that learn are copied: see `parameters` of the step
 * @param states what is known already; what is computed is added
 * @param forwardTokens how many tokens the layers read at once, padding included
 * @throws Error naming a parameter that is missing or has another size than the model asks for
 */
export function createHeadStep(
  head: TrainableHead,
  parameters: ReadonlyMap<string, Float32Array>,
  sessions: HeadSessions,
  states: States,
  forwardTokens = FORWARD_TOKENS,
): HeadStep {
  return new CachedHeadStep(head, parameters, sessions, states, forwardTokens);
}

class CachedHeadStep implements HeadStep {
  /** Those that learn, in memory of their own. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly #feeds: ParameterFeeds;
  readonly #layers: Readonly<Record<string, Tensor>>;
  readonly #head: Readonly<Record<string, Tensor>>;

  constructor(
    private readonly head: TrainableHead,
    all: ReadonlyMap<string, Float32Array>,
    private readonly sessions: HeadSessions,
    private readonly states: States,
    private readonly forwardTokens: number,
  ) {
    this.parameters = new Map(head.trained.map((name) => [name, new Float32Array(all.get(name) ?? [])]));
    this.#feeds = new ParameterFeeds(head.model, new Map([...all, ...this.parameters]), sessions.Tensor);
    this.#layers = this.#feeds.weights(head.model.inputs.filter((name) => !head.inputs.includes(name)));
    this.#head = this.#feeds.weights(head.inputs);
  }

  async learnStates(
    rows: readonly { readonly ids: ArrayLike<number> }[],
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const unknown = new Map<string, ArrayLike<number>>();
    for (const { ids } of rows) {
      const key = keyOf(ids);
      if (!this.states.has(key)) unknown.set(key, ids);
    }
    const entries = [...unknown];
    const lengths = entries.map(([, ids]) => ids.length);
    const width = this.head.model.dropoutWidth;
    let done = 0;
    for (const batch of planBatches(lengths, this.forwardTokens)) {
      signal?.throwIfAborted();
      const { feeds } = this.#feeds.rows(batch.rows.map((row) => entries[row]![1]));
      const all = floats(await this.sessions.state.run({ ...this.#layers, ...feeds }), 'state');
      batch.rows.forEach((row, at) =>
        this.states.set(entries[row]![0], all.slice(at * width, (at + 1) * width)),
      );
      done += batch.rows.length;
      onProgress(done, entries.length);
    }
  }

  async lossAndGradients({ ids, targets, rowWeights, dropoutSeed }: TrainingBatch): Promise<StepResult> {
    const state = await this.#stateOf(ids);
    const outputs = await this.sessions.training.run({
      ...this.#head,
      state,
      ...this.#feeds.loss(targets, rowWeights, dropoutSeed),
    });
    const gradients = new Map(this.head.trained.map((name) => [name, floats(outputs, `gradient:${name}`)]));
    return { loss: floats(outputs, 'loss')[0]!, gradients };
  }

  async logits(
    rows: readonly { readonly ids: ArrayLike<number> }[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    await this.learnStates(rows, () => undefined, signal);
    const { classes } = this.head.model;
    const logits: Float32Array[] = [];
    for (let start = 0; start < rows.length; start += HEAD_ROWS) {
      signal?.throwIfAborted();
      const some = rows.slice(start, start + HEAD_ROWS);
      const state = await this.#stateOf(some.map(({ ids }) => ids));
      const all = floats(await this.sessions.forward.run({ ...this.#head, state }), 'logits');
      for (let row = 0; row < some.length; row++) logits.push(all.slice(row * classes, (row + 1) * classes));
    }
    return logits;
  }

  /** [rows, hidden] */
  async #stateOf(ids: readonly ArrayLike<number>[]): Promise<Tensor> {
    await this.learnStates(
      ids.map((row) => ({ ids: row })),
      () => undefined,
    );
    const width = this.head.model.dropoutWidth;
    const state = new Float32Array(ids.length * width);
    ids.forEach((row, at) => state.set(this.states.get(keyOf(row))!, at * width));
    return this.#feeds.float32(state, [ids.length, width]);
  }
}

function keyOf(ids: ArrayLike<number>): string {
  return Array.prototype.join.call(ids, ' ');
}
