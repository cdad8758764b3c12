import type { Tensor } from 'onnxruntime-common';
import type {
  Classifier,
  DifferentiableClassifier,
  EmbeddingInput,
  ModelInput,
  OutputActivation,
  OutputGradient,
  Target,
} from '../core/model/classifier';
import type { WordEmbeddings } from '../core/model/word-embeddings';
import { planBatches } from './batches';
import { floats, type Forward, type RunnableSession, type TensorConstructor } from './forward';

export interface ForwardParts {
  readonly forward: Forward;
  readonly vocabularySize: number;
  readonly classes: readonly string[];
  readonly activation: OutputActivation;
  readonly maxTokens: number;
  /** Default: maxTokens. */
  readonly windowTokens?: number;
  /** Tokens, padding included, that the model is given at once. Default 2048. */
  readonly batchTokens?: number;
}

export interface ClassifierParts extends Omit<ForwardParts, 'vocabularySize'> {
  readonly Tensor: TensorConstructor;
  /** inputs_embeds, ... -> output, gradient; see ModelManifest.files.gradient. */
  readonly gradient: RunnableSession;
  readonly embeddings: WordEmbeddings;
}

/** A classifier over what runs a model forward and its gradient session. Runs are serialised: a session takes one at a time. */
export function createClassifier(parts: ClassifierParts): DifferentiableClassifier {
  return new SessionClassifier(parts);
}

/** A classifier over what runs a model forward alone: it has no gradients. */
export function createForwardClassifier(parts: ForwardParts): Classifier {
  return new ForwardClassifier(parts);
}

class ForwardClassifier implements Classifier {
  readonly classes: readonly string[];
  readonly activation: OutputActivation;
  readonly maxTokens: number;
  readonly windowTokens: number;
  readonly #forward: Forward;
  readonly #batchTokens: number;
  readonly #vocabularySize: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ForwardParts) {
    this.classes = parts.classes;
    this.activation = parts.activation;
    this.maxTokens = parts.maxTokens;
    this.windowTokens = parts.windowTokens ?? parts.maxTokens;
    this.#forward = parts.forward;
    this.#batchTokens = parts.batchTokens ?? 2048;
    this.#vocabularySize = parts.vocabularySize;
  }

  async logits(rows: readonly ModelInput[], signal?: AbortSignal): Promise<Float32Array[]> {
    const results = new Array<Float32Array>(rows.length);
    await this.inBatches(
      rows.map(({ ids }) => ids.length),
      signal,
      async (batch, length) => {
        const ids = new Int32Array(batch.length * length);
        const mask = new Uint8Array(batch.length * length);
        batch.forEach((row, at) => {
          const { ids: source, attention } = rows[row]!;
          this.#requireKnown(source);
          ids.set(source, at * length);
          maskTokens(mask, at * length, source.length, attention);
        });
        const logits = await this.#forward.logits({ ids, mask, rows: batch.length, length });
        if (!logits.every(Number.isFinite)) throw notFinite();
        const width = this.classes.length;
        batch.forEach((row, at) => (results[row] = logits.slice(at * width, (at + 1) * width)));
      },
    );
    return results;
  }

  /** A tokenizer with more tokens than the model has embeddings: a runtime says so in words of its own, if at all. */
  #requireKnown(ids: ArrayLike<number>): void {
    for (let at = 0; at < ids.length; at++) {
      if (ids[at]! < this.#vocabularySize) continue;
      throw new RangeError(
        `token id ${ids[at]} is outside the vocabulary of ${this.#vocabularySize}: the tokenizer has tokens that the model was not given`,
      );
    }
  }

  /** Hands the rows to `run` batch by batch, behind everything asked before. */
  protected async inBatches(
    lengths: readonly number[],
    signal: AbortSignal | undefined,
    run: (rows: readonly number[], length: number) => Promise<void>,
  ): Promise<void> {
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    if (longest > this.maxTokens) {
      throw new RangeError(`a row of ${longest} tokens exceeds the ${this.maxTokens} that the model reads`);
    }
    for (const { rows, length } of planBatches(lengths, this.#batchTokens)) {
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
}

class SessionClassifier extends ForwardClassifier implements DifferentiableClassifier {
  readonly embeddingSize: number;
  readonly vocabularySize: number;

  constructor(private readonly parts: ClassifierParts) {
    super({ ...parts, vocabularySize: parts.embeddings.vocabularySize });
    this.embeddingSize = parts.embeddings.size;
    this.vocabularySize = parts.embeddings.vocabularySize;
  }

  embed(ids: ArrayLike<number>): Float32Array {
    return this.parts.embeddings.rows(ids);
  }

  async gradients(
    rows: readonly EmbeddingInput[],
    target: Target,
    signal?: AbortSignal,
  ): Promise<OutputGradient[]> {
    const size = this.embeddingSize;
    const tokens = (row: number) => rows[row]!.embeddings.length / size;
    const results = new Array<OutputGradient>(rows.length);
    await this.inBatches(
      rows.map((_, row) => tokens(row)),
      signal,
      async (batch, length) => {
        const embeddings = new Float32Array(batch.length * length * size);
        const mask = new Uint8Array(batch.length * length);
        batch.forEach((row, at) => {
          embeddings.set(rows[row]!.embeddings, at * length * size);
          maskTokens(mask, at * length, tokens(row), rows[row]!.attention);
        });
        const outputs = await this.parts.gradient.run({
          inputs_embeds: this.#tensor('float32', embeddings, [batch.length, length, size]),
          attention_mask: this.#tensor('int64', BigInt64Array.from(mask, BigInt), [batch.length, length]),
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

function notFinite(): Error {
  return new Error(
    'the model answers with what is no number (NaN or Infinity): its weights are damaged or too large: take the model from where it came, or train it again',
  );
}

/** Marks a row's tokens in a mask of zeros: those that may be attended to; all, where nothing is said of them. */
function maskTokens(
  mask: Uint8Array,
  start: number,
  tokens: number,
  attention: ArrayLike<number> | undefined,
): void {
  for (let token = 0; token < tokens; token++) mask[start + token] = attention && !attention[token] ? 0 : 1;
}
