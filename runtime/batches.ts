/** The indices of rows that run together, and the length to which they are padded. */
export interface PlannedBatch {
  readonly rows: readonly number[];
  readonly length: number;
}

/**
 * Groups rows into batches of at most `tokens` tokens, padding included. Rows of similar length go together, so that
 * little is padded. The longest go first: WASM memory never shrinks, and in this order it grows only once. A row longer
 * than `tokens` is a batch of its own.
 */
export function planBatches(lengths: readonly number[], tokens: number): PlannedBatch[] {
  const order = lengths.map((_, row) => row).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: PlannedBatch[] = [];
  for (let start = 0; start < order.length;) {
    const length = lengths[order[start]!]!;
    const count = Math.max(1, Math.floor(tokens / Math.max(1, length)));
    batches.push({ rows: order.slice(start, start + count), length });
    start += count;
  }
  return batches;
}
