import type { Random } from '../math/random';

export interface BatchOptions {
  /** Most tokens of a batch, padding included: rows x longest row. A row longer than that is a batch of its own. */
  readonly batchTokens: number;
  readonly random: Random;
}

/** Rows in one sorted pool: large enough that neighbours are near in length, small enough that batches differ by epoch. */
const POOL_ROWS = 4096;

/**
 * One epoch's batches, as row indices: rows shuffled, sorted by length within pools so that little is padded, cut at
 * the token budget, the batches shuffled. Every row appears once. The same lengths, budget and state of the random
 * numbers give the same plan.
 * @param lengths tokens of each row
 */
export function planEpoch(lengths: ArrayLike<number>, { batchTokens, random }: BatchOptions): number[][] {
  const order = random.shuffle(Uint32Array.from({ length: lengths.length }, (_, i) => i));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += POOL_ROWS) {
    const pool = order.slice(start, start + POOL_ROWS).sort((a, b) => lengths[a]! - lengths[b]!);
    let batch: number[] = [];
    for (const row of pool) {
      // Ascending lengths: the row at hand is the longest so far.
      if (batch.length > 0 && (batch.length + 1) * lengths[row]! > batchTokens) {
        batches.push(batch);
        batch = [];
      }
      batch.push(row);
    }
    batches.push(batch);
  }
  return random.shuffle(batches);
}
