import type { DifferentiableClassifier } from '../core/model/classifier';

/** Seconds that a backend takes for a standard piece of work. */
export interface Speed {
  /** To read `measuredRows.forward` rows. */
  readonly forward: number;
  /** To give the gradients of `measuredRows.gradient` rows. */
  readonly gradient: number;
}

/** Rows of one measurement: what an explanation gives a backend at once. */
export const measuredRows = { forward: 32, gradient: 4 } as const;
/** Tokens of each row: a sentence. */
export const measuredTokens = 24;

/** Runs of which the shortest counts: the first makes ready, and another may have been disturbed. */
const runs = 3;

/**
 * Measures a backend by a fraction of a second's work.
 * @param ids of any text; they are repeated, or cut, to the length of a sentence
 * @param now seconds, from any beginning
 * @throws DOMException "AbortError" when the signal is aborted, within one run
 */
export async function measureSpeed(
  classifier: DifferentiableClassifier,
  ids: ArrayLike<number>,
  signal?: AbortSignal,
  now: () => number = () => performance.now() / 1000,
): Promise<Speed> {
  const length = Math.min(measuredTokens, classifier.maxTokens);
  const row = Int32Array.from({ length }, (_, at) => ids[at % ids.length]!);
  const forwardRows = Array.from({ length: measuredRows.forward }, () => ({ ids: row }));
  const gradientRows = Array.from({ length: measuredRows.gradient }, () => ({
    embeddings: classifier.embed(row),
  }));
  const target = { classIndex: 0, output: 'probability' } as const;
  return {
    forward: await shortest(() => classifier.logits(forwardRows, signal), now),
    gradient: await shortest(() => classifier.gradients(gradientRows, target, signal), now),
  };
}

async function shortest(work: () => Promise<unknown>, now: () => number): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < runs; run++) {
    const start = now();
    await work();
    least = Math.min(least, now() - start);
  }
  return least;
}
