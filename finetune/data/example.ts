/** One row of a data set: a text with a label, a teacher's soft label, or both. */
export interface Example {
  readonly text: string;
  /** The class, an index among those that the file was read for. */
  readonly label?: number;
  /** A teacher's probabilities of these classes, summing to 1. */
  readonly probs?: readonly number[];
}
