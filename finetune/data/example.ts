/** One row of a data set: a text with a label, a teacher's soft label, or both. */
export interface Example {
  readonly text: string;
  /** The class, an index in the list of classes with which the file was read. */
  readonly label?: number;
  /** Of classes that each hold or not: 1 for each that holds, 0 for the others. */
  readonly holds?: readonly number[];
  /** The probability that a teacher model gives each class. They sum to 1, but of classes that each hold or not. */
  readonly probs?: readonly number[];
}
