import type { Target } from '../core/model/classifier';
import { floats, type RunnableSession, type TensorConstructor } from './forward';

/** Rows of word embeddings, padded to one length. */
export interface EmbeddingBatch {
  /** [rows, length, size] */
  readonly embeddings: Float32Array;
  /** [rows, length]: 1 where a token may be attended to, 0 elsewhere. */
  readonly mask: Uint8Array;
  readonly rows: number;
  readonly length: number;
}

/** The gradient of one output of a classifier at the word embeddings. */
export interface Gradients {
  /** @returns output [rows], gradient [rows, length, size] */
  run(
    batch: EmbeddingBatch,
    target: Target,
    classes: number,
  ): Promise<{ readonly output: Float32Array; readonly gradient: Float32Array }>;
  /**
   * Resolves once `run` can begin at once; absent where it always can. What waits for it holds up nobody else.
   * @throws Error saying why there will be no gradients
   */
  ready?(): Promise<void>;
}

/** A session over a gradient graph (see ModelManifest.files.gradient). */
export function sessionGradients(Tensor: TensorConstructor, session: RunnableSession): Gradients {
  return {
    async run({ embeddings, mask, rows, length }, target, classes) {
      const outputs = await session.run({
        inputs_embeds: new Tensor('float32', embeddings, [rows, length, embeddings.length / (rows * length)]),
        attention_mask: new Tensor('int64', BigInt64Array.from(mask, BigInt), [rows, length]),
        logit_weights: new Tensor('float32', choice(rows, classes, target, 'logit'), [rows, classes]),
        probability_weights: new Tensor('float32', choice(rows, classes, target, 'probability'), [
          rows,
          classes,
        ]),
      });
      return { output: floats(outputs, 'output'), gradient: floats(outputs, 'gradient') };
    },
  };
}

function choice(rows: number, classes: number, target: Target, kind: Target['output']): Float32Array {
  const weights = new Float32Array(rows * classes);
  if (target.output === kind) {
    for (let row = 0; row < rows; row++) weights[row * classes + target.classIndex] = 1;
  }
  return weights;
}

/** Gradients that are opened when they are first asked for, or when somebody opens them before. */
export class LaterGradients implements Gradients {
  #opening: Promise<Gradients> | null = null;

  constructor(private readonly open: () => Promise<Gradients>) {}

  async ready(): Promise<void> {
    await this.#opened();
  }

  async run(...asked: Parameters<Gradients['run']>): ReturnType<Gradients['run']> {
    return (await this.#opened()).run(...asked);
  }

  #opened(): Promise<Gradients> {
    return (this.#opening ??= this.open());
  }
}
