import { Random } from '../core/math/random';

/** Rows of one length that a benchmark runs. */
export interface Shape {
  readonly rows: number;
  readonly length: number;
}

/** Token ids drawn from the whole vocabulary, the same at every call. */
export function randomIds({ rows, length }: Shape, vocabularySize: number): Int32Array[] {
  const random = new Random(length);
  return Array.from({ length: rows }, () =>
    Int32Array.from({ length }, () => random.integer(vocabularySize)),
  );
}
