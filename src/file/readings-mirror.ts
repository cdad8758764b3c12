/** What came of the rows, a second time: the worker that holds them may die. Sixteen bytes a row of three classes. */
export class ReadingsMirror {
  #batches: { readonly rows: Uint32Array; readonly probabilities: Float32Array }[] = [];

  /** @param probabilities [rows, classes] */
  add(rows: readonly number[], probabilities: Float64Array): void {
    if (rows.length === 0) return;
    this.#batches.push({ rows: Uint32Array.from(rows), probabilities: Float32Array.from(probabilities) });
  }

  /** Gives it back, batch by batch, as it came. */
  *batches(): Generator<{ readonly rows: number[]; readonly probabilities: Float64Array }> {
    for (const { rows, probabilities } of this.#batches) {
      yield { rows: [...rows], probabilities: Float64Array.from(probabilities) };
    }
  }

  clear(): void {
    this.#batches = [];
  }
}
