import type { Random } from '../math/random';

export interface BatchOptions {
  /** How many tokens a batch may have, padding included: rows x longest row. A longer row is a batch of its own. */
  readonly batchTokens: number;
  readonly random: Random;
}

/**
 * How many rows a sorted pool has: enough that neighbours have similar lengths, and few enough that each epoch has
 * other batches.
 */
const POOL_ROWS = 4096;

/**
 * The batches of one epoch, as indices of rows. Rows are shuffled, and sorted by length within pools, so that little is
 * padded. They are cut into batches at the token budget, and the batches are shuffled. Every row appears once. The same
 * lengths, budget and state of the random numbers give the same plan.
 * @param lengths tokens of each row
 */
export function planEpoch(lengths: ArrayLike<number>, { batchTokens, random }: BatchOptions): number[][] {
  const order = random.shuffle(Uint32Array.from({ length: lengths.length }, (_, i) => i));
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += POOL_ROWS) {
    const pool = order.slice(start, start + POOL_ROWS).sort((a, b) => lengths[a]! - lengths[b]!);
    let batch: number[] = [];
    for (const row of pool) {
      // Lengths ascend, so the current row is the longest so far.
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
