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
import { BatchPace } from './batch-pace';
import { planBatches } from './batches';
import type { Forward } from './forward';
import type { Gradients } from './gradients';

export interface ForwardParts {
  readonly forward: Forward;
  readonly vocabularySize: number;
  readonly classes: readonly string[];
  readonly activation: OutputActivation;
  readonly maxTokens: number;
  /** Default: maxTokens. */
  readonly windowTokens?: number;
  /** How many tokens the model gets at once, padding included. Default 2048. */
  readonly batchTokens?: number;
  /**
   * Seconds that a batch should take at most, by what those before took: nothing is heard while one runs. Absent, batches
   * are as large as they may be. Only for what answers a row alike whatever stands beside it.
   */
  readonly batchSeconds?: number;
}

export interface ClassifierParts extends Omit<ForwardParts, 'vocabularySize'> {
  readonly gradients: Gradients;
  readonly embeddings: WordEmbeddings;
  /** As batchTokens, of gradients: these keep what each layer gave until they are done. Default: batchTokens. */
  readonly gradientTokens?: number;
}

/**
 * Makes a classifier of a forward pass and gradients. Only one run is in progress at a time, because a session
 * takes one at a time.
 */
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
  readonly #pace: BatchPace;
  readonly #batchTokens: number;
  readonly #knownTokens: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ batchTokens = 2048, batchSeconds = Infinity, ...parts }: ForwardParts) {
    this.#pace = new BatchPace(batchTokens, batchSeconds);
    this.#batchTokens = batchTokens;
    this.#forward = parts.forward;
    this.#knownTokens = parts.vocabularySize;
    this.classes = parts.classes;
    this.activation = parts.activation;
    this.maxTokens = parts.maxTokens;
    this.windowTokens = parts.windowTokens ?? parts.maxTokens;
  }

  async logits(rows: readonly ModelInput[], signal?: AbortSignal): Promise<Float32Array[]> {
    const results = new Array<Float32Array>(rows.length);
    await this.inBatches(
      rows.map(({ ids }) => ids.length),
      this.#pace,
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

  /**
   * The tokenizer has more tokens than the model has embeddings. A runtime says this in its own words, or not at all.
   */
  #requireKnown(ids: ArrayLike<number>): void {
    for (let at = 0; at < ids.length; at++) {
      if (ids[at]! < this.#knownTokens) continue;
      throw new RangeError(
        `token id ${ids[at]} is outside the vocabulary of ${this.#knownTokens}: the tokenizer has tokens that the model was not given`,
      );
    }
  }

  /** Hands the rows to `run` batch by batch, after all earlier requests. */
  protected async inBatches(
    lengths: readonly number[],
    pace: BatchPace,
    signal: AbortSignal | undefined,
    run: (rows: readonly number[], length: number) => Promise<void>,
  ): Promise<void> {
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    if (longest > this.maxTokens) {
      throw new RangeError(`a row of ${longest} tokens exceeds the ${this.maxTokens} that the model reads`);
    }
    for (const { rows, length } of planBatches(lengths, this.#batchTokens)) {
      for (let start = 0; start < rows.length;) {
        await this.#alone(async () => {
          signal?.throwIfAborted();
          const some = rows.slice(start, start + Math.max(1, Math.floor(pace.tokens / length)));
          const began = performance.now();
          await run(some, length);
          pace.learn(some.length * length, (performance.now() - began) / 1000);
          start += some.length;
        });
      }
    }
    signal?.throwIfAborted();
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    // The next request starts even if this one fails. The caller of this one gets the error.
    this.#last = result.catch(() => undefined);
    return result;
  }
}

class SessionClassifier extends ForwardClassifier implements DifferentiableClassifier {
  readonly embeddingSize: number;
  readonly vocabularySize: number;
  readonly #gradientPace: BatchPace;

  constructor(private readonly parts: ClassifierParts) {
    super({ ...parts, vocabularySize: parts.embeddings.vocabularySize });
    const { batchTokens = 2048, gradientTokens = batchTokens, batchSeconds = Infinity } = parts;
    this.#gradientPace = new BatchPace(gradientTokens, batchSeconds);
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
    const ready = this.parts.gradients.ready?.();
    // Not in line with the others: those that need no gradients go on meanwhile.
    if (ready) await unlessAborted(ready, signal);
    const size = this.embeddingSize;
    const tokens = (row: number) => rows[row]!.embeddings.length / size;
    const results = new Array<OutputGradient>(rows.length);
    await this.inBatches(
      rows.map((_, row) => tokens(row)),
      this.#gradientPace,
      signal,
      async (batch, length) => {
        const embeddings = new Float32Array(batch.length * length * size);
        const mask = new Uint8Array(batch.length * length);
        batch.forEach((row, at) => {
          embeddings.set(rows[row]!.embeddings, at * length * size);
          maskTokens(mask, at * length, tokens(row), rows[row]!.attention);
        });
        const answer = await this.parts.gradients.run(
          { embeddings, mask, rows: batch.length, length },
          target,
          this.classes.length,
        );
        batch.forEach((row, at) => {
          const start = at * length * size;
          results[row] = {
            output: answer.output[at]!,
            gradient: answer.gradient.slice(start, start + tokens(row) * size),
          };
        });
      },
    );
    return results;
  }
}

function notFinite(): Error {
  return new Error(
    'the model answers with what is no number (NaN or Infinity): its weights are damaged or too large: take the model from where it came, or train it again',
  );
}

/**
 * Sets 1 in a mask of zeros for the tokens of a row that may be attended to. If the row does not say which, it is all
 * of them.
 */
function maskTokens(
  mask: Uint8Array,
  start: number,
  tokens: number,
  attention: ArrayLike<number> | undefined,
): void {
  for (let token = 0; token < tokens; token++) mask[start + token] = attention && !attention[token] ? 0 : 1;
}

/** What is waited for; an abort ends the wait. */
async function unlessAborted(waited: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (!signal) return waited;
  const waiting = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const end = () => reject(signal.reason as Error);
    signal.addEventListener('abort', end, { once: true, signal: waiting.signal });
  });
  try {
    await Promise.race([waited, aborted]);
  } finally {
    waiting.abort();
  }
}
