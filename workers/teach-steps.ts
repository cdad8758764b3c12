import { trainableHead, trainableModel } from '../core/graphs/trainable-model';
import { softmax } from '../core/math/softmax';
import type { Scope } from '../core/teaching/plan';
import { globalNorm } from '../core/training/adamw';
import type { TrainingBatch, TrainingStep } from '../core/training/step';
import type { RunnableSession, TensorConstructor } from '../runtime/forward';
import { createHeadStep, type HeadStep, type States } from '../runtime/head-step';
import { createTrainingStep } from '../runtime/training-step';
import type { TeachBackend } from './teach-api';
import type { TeachBase } from './teach-base';

/** Where training graphs run. */
export interface TrainingRuntime {
  readonly Tensor: TensorConstructor;
  /** Threads of WASM. */
  readonly threads: number;
  /** Opens a graph; never two at a time. @throws Error where the backend does not run it */
  open(
    graph: Uint8Array<ArrayBuffer>,
    backend: TeachBackend['kind'],
  ): Promise<RunnableSession & { release(): Promise<void> }>;
}

/** Tokens, padding included, that are read at once: nothing is heard while a batch runs. */
const forwardTokens = 512;
/** How far another backend's gradients may lie from those of WASM, of their norm; and its probabilities. */
const tolerance = { gradient: 1e-2, probability: 1e-2 };

/** The training steps of one model, over sessions that are opened once. */
export class TeachSteps {
  readonly #sessions = new Map<string, Awaited<ReturnType<TrainingRuntime['open']>>>();
  /** What the layers make of texts, for as long as this model is taught. */
  readonly #states: States = new Map();
  #chosen: TeachBackend | null = null;

  constructor(
    private readonly base: TeachBase,
    private readonly runtime: TrainingRuntime,
    /** Whether to try WebGPU. */
    private readonly onGpu: boolean,
  ) {}

  /** A step whose head alone learns. */
  async head(scope: Exclude<Scope, 'all'>): Promise<{ step: HeadStep; backend: TeachBackend }> {
    const head = trainableHead(this.base.config, scope);
    const sessions = {
      Tensor: this.runtime.Tensor,
      state: await this.#session('state', head.stateGraph, 'wasm'),
      training: await this.#session(`${scope} training`, head.trainingGraph, 'wasm'),
      forward: await this.#session('head forward', head.forwardGraph, 'wasm'),
    };
    const step = createHeadStep(head, this.base.parameters, sessions, this.#states, forwardTokens);
    return { step, backend: this.#wasm(null) };
  }

  /**
   * A step by which all weights learn. On WebGPU where it gives the gradients of WASM, and sooner; never else: some releases
   * of the runtime have been silently wrong on some graphics cards.
   * @param batch to try it with
   */
  async all(batch: TrainingBatch): Promise<{ step: TrainingStep; backend: TeachBackend }> {
    // A copy: the optimiser changes it.
    const parameters = new Map([...this.base.parameters].map(([name, data]) => [name, data.slice()]));
    if (this.onGpu) this.#chosen ??= await this.#choose(parameters, batch);
    const backend = this.#chosen ?? this.#wasm(null);
    return { step: await this.#whole(parameters, backend.kind), backend };
  }

  async #choose(parameters: ReadonlyMap<string, Float32Array>, batch: TrainingBatch): Promise<TeachBackend> {
    const wasm = await timed(await this.#whole(parameters, 'wasm'), batch);
    try {
      const gpu = await timed(await this.#whole(parameters, 'webgpu'), batch);
      const problem = differenceOf(wasm, gpu);
      if (problem !== null) return this.#wasm(problem);
      if (gpu.milliseconds >= wasm.milliseconds) return this.#wasm('a step takes longer there');
      return { kind: 'webgpu', threads: 1, reason: null };
    } catch (error) {
      return this.#wasm((error as Error).message);
    }
  }

  async #whole(
    parameters: ReadonlyMap<string, Float32Array>,
    backend: TeachBackend['kind'],
  ): Promise<TrainingStep> {
    const model = trainableModel(this.base.config);
    const sessions = {
      Tensor: this.runtime.Tensor,
      training: await this.#session('training', model.trainingGraph, backend),
      forward: await this.#session('forward', model.forwardGraph, backend),
    };
    return createTrainingStep(model, parameters, sessions, forwardTokens);
  }

  /** Gives the runtime its memory back. */
  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
    this.#sessions.clear();
  }

  #wasm(reason: string | null): TeachBackend {
    return { kind: 'wasm', threads: this.runtime.threads, reason };
  }

  async #session(
    name: string,
    graph: () => Uint8Array<ArrayBuffer>,
    backend: TeachBackend['kind'],
  ): Promise<RunnableSession> {
    const key = `${backend} ${name}`;
    const session = this.#sessions.get(key) ?? (await this.runtime.open(graph(), backend));
    this.#sessions.set(key, session);
    return session;
  }
}

interface Trial {
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly logits: readonly Float32Array[];
  readonly milliseconds: number;
}

async function timed(step: TrainingStep, batch: TrainingBatch): Promise<Trial> {
  // The first run makes what later ones use.
  const { gradients } = await step.lossAndGradients(batch);
  const logits = await step.logits(batch.ids.map((ids) => ({ ids })));
  const startedAt = performance.now();
  await step.lossAndGradients(batch);
  return { gradients, logits, milliseconds: performance.now() - startedAt };
}

/** What is wrong with a trial, in words; null where it agrees. Written so that NaN does not pass. */
function differenceOf(right: Trial, tried: Trial): string | null {
  const difference = new Map(
    [...right.gradients].map(([name, gradient]) => [
      name,
      gradient.map((value, at) => value - tried.gradients.get(name)![at]!),
    ]),
  );
  const off = globalNorm(difference) / globalNorm(right.gradients);
  if (!(off <= tolerance.gradient)) return `its gradients are off by ${off.toPrecision(2)} of their norm`;
  const shares = right.logits.flatMap((row, at) => {
    const other = softmax(tried.logits[at]!);
    return [...softmax(row)].map((share, k) => Math.abs(share - other[k]!));
  });
  const wrong = shares.find((share) => !(share <= tolerance.probability));
  return wrong === undefined ? null : `its probabilities are off by ${wrong.toPrecision(2)}`;
}
