/** One row of a data set: a text with a label, a teacher's soft label, or both. */
export interface Example {
  readonly text: string;
  /** The class, an index in the list of classes with which the file was read. */
  readonly label?: number;
  /** The probability that a teacher model gives each class. They sum to 1. */
  readonly probs?: readonly number[];
}
