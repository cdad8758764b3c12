import type { ReadBatch } from './read-texts';

interface MirroredBatch {
  readonly rows: Uint32Array;
  readonly probabilities: Float32Array;
  /** Empty where no row has one. */
  readonly languages: readonly (string | null)[];
}

/** What came of the rows, a second time: the worker that holds them may die. Sixteen bytes a row of three classes. */
export class ReadingsMirror {
  #batches: MirroredBatch[] = [];

  add({ rows, probabilities, languages }: ReadBatch): void {
    if (rows.length === 0) return;
    this.#batches.push({
      rows: Uint32Array.from(rows),
      probabilities: Float32Array.from(probabilities),
      languages: languages.every((language) => language === null) ? [] : languages,
    });
  }

  /** Gives it back, batch by batch, as it came. */
  *batches(): Generator<ReadBatch> {
    for (const { rows, probabilities, languages } of this.#batches) {
      yield { rows: [...rows], probabilities: Float64Array.from(probabilities), languages };
    }
  }

  clear(): void {
    this.#batches = [];
  }
}
