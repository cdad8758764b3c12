import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-common';
import type {
  DifferentiableClassifier,
  EmbeddingInput,
  ModelInput,
  OutputGradient,
  Target,
} from '../core/attribution/model';
import type { WordEmbeddings } from '../core/model/word-embeddings';
import { planBatches } from './batches';

/** The runtime's Tensor class: onnxruntime-web's or onnxruntime-node's. */
export type TensorConstructor = new (
  type: 'float32' | 'int64',
  data: Float32Array | BigInt64Array,
  dims: readonly number[],
) => Tensor;

/** The part of a session that a classifier uses. */
export type RunnableSession = Pick<InferenceSession, 'run'>;

export interface ClassifierParts {
  readonly Tensor: TensorConstructor;
  /** input_ids, attention_mask -> logits; see ModelManifest.files.forward. */
  readonly forward: RunnableSession;
  /** inputs_embeds, ... -> output, gradient; see ModelManifest.files.gradient. */
  readonly gradient: RunnableSession;
  readonly embeddings: WordEmbeddings;
  readonly classes: readonly string[];
  readonly maxTokens: number;
  /** Default: maxTokens. */
  readonly windowTokens?: number;
  /** Tokens, padding included, that the model is given at once. Default 2048. */
  readonly batchTokens?: number;
}

/** A classifier over a model's two sessions, whose runs it serialises: a session takes one run at a time. */
export function createClassifier(parts: ClassifierParts): DifferentiableClassifier {
  return new SessionClassifier(parts);
}

class SessionClassifier implements DifferentiableClassifier {
  readonly classes: readonly string[];
  readonly maxTokens: number;
  readonly windowTokens: number;
  readonly embeddingSize: number;
  readonly vocabularySize: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ClassifierParts) {
    this.classes = parts.classes;
    this.maxTokens = parts.maxTokens;
    this.windowTokens = parts.windowTokens ?? parts.maxTokens;
    this.embeddingSize = parts.embeddings.size;
    this.vocabularySize = parts.embeddings.vocabularySize;
  }

  embed(ids: ArrayLike<number>): Float32Array {
    return this.parts.embeddings.rows(ids);
  }

  async logits(rows: readonly ModelInput[], signal?: AbortSignal): Promise<Float32Array[]> {
    const results = new Array<Float32Array>(rows.length);
    await this.#inBatches(
      rows.map(({ ids }) => ids.length),
      signal,
      async (batch, length) => {
        const ids = new BigInt64Array(batch.length * length);
        batch.forEach((row, at) => {
          const source = rows[row]!.ids;
          for (let token = 0; token < source.length; token++)
            ids[at * length + token] = BigInt(source[token]!);
        });
        const outputs = await this.parts.forward.run({
          input_ids: this.#tensor('int64', ids, [batch.length, length]),
          attention_mask: this.#mask(
            batch.map((row) => [rows[row]!.ids.length, rows[row]!.attention]),
            length,
          ),
        });
        const logits = floats(outputs, 'logits');
        const width = this.classes.length;
        batch.forEach((row, at) => (results[row] = logits.slice(at * width, (at + 1) * width)));
      },
    );
    return results;
  }

  async gradients(
    rows: readonly EmbeddingInput[],
    target: Target,
    signal?: AbortSignal,
  ): Promise<OutputGradient[]> {
    const size = this.embeddingSize;
    const tokens = (row: number) => rows[row]!.embeddings.length / size;
    const results = new Array<OutputGradient>(rows.length);
    await this.#inBatches(
      rows.map((_, row) => tokens(row)),
      signal,
      async (batch, length) => {
        const embeddings = new Float32Array(batch.length * length * size);
        batch.forEach((row, at) => embeddings.set(rows[row]!.embeddings, at * length * size));
        const outputs = await this.parts.gradient.run({
          inputs_embeds: this.#tensor('float32', embeddings, [batch.length, length, size]),
          attention_mask: this.#mask(
            batch.map((row) => [tokens(row), rows[row]!.attention]),
            length,
          ),
          logit_weights: this.#choice(batch.length, target, 'logit'),
          probability_weights: this.#choice(batch.length, target, 'probability'),
        });
        const values = floats(outputs, 'output');
        const gradients = floats(outputs, 'gradient');
        batch.forEach((row, at) => {
          const start = at * length * size;
          results[row] = {
            output: values[at]!,
            gradient: gradients.slice(start, start + tokens(row) * size),
          };
        });
      },
    );
    return results;
  }

  /** Hands the rows to `run` batch by batch, behind everything asked before. */
  async #inBatches(
    lengths: readonly number[],
    signal: AbortSignal | undefined,
    run: (rows: readonly number[], length: number) => Promise<void>,
  ): Promise<void> {
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    if (longest > this.maxTokens) {
      throw new RangeError(`a row of ${longest} tokens exceeds the ${this.maxTokens} that the model reads`);
    }
    for (const { rows, length } of planBatches(lengths, this.parts.batchTokens ?? 2048)) {
      await this.#alone(async () => {
        signal?.throwIfAborted();
        await run(rows, length);
      });
    }
    signal?.throwIfAborted();
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // The next in line starts whether or not this one succeeds; its own caller hears of the failure.
    this.#last = result.catch(() => undefined);
    return result;
  }

  #mask(
    rows: readonly (readonly [tokens: number, attention: ArrayLike<number> | undefined])[],
    length: number,
  ) {
    const mask = new BigInt64Array(rows.length * length);
    rows.forEach(([tokens, attention], at) => {
      for (let token = 0; token < tokens; token++) {
        mask[at * length + token] = attention && !attention[token] ? 0n : 1n;
      }
    });
    return this.#tensor('int64', mask, [rows.length, length]);
  }

  #choice(rows: number, { classIndex, output }: Target, kind: Target['output']): Tensor {
    const classes = this.classes.length;
    const weights = new Float32Array(rows * classes);
    if (output === kind) for (let row = 0; row < rows; row++) weights[row * classes + classIndex] = 1;
    return this.#tensor('float32', weights, [rows, classes]);
  }

  #tensor(type: 'float32' | 'int64', data: Float32Array | BigInt64Array, dims: readonly number[]): Tensor {
    return new this.parts.Tensor(type, data, dims);
  }
}

function floats(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const output = outputs[name] as TypedTensor<'float32'> | undefined;
  if (!output) throw new Error(`the graph has no output ${name}: was the model exported by another version?`);
  return output.data;
}
