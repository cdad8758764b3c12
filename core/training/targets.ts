import type { StageSettings } from './settings';

/** A row's label, a teacher's soft label, or both. */
export interface Labels {
  /** The class, an index. */
  readonly label?: number;
  /** In place of `label`, of classes that each hold or not: 1 for each that holds, 0 for the others. */
  readonly holds?: readonly number[];
  /** A teacher's probabilities of the classes, summing to 1, but of classes that each hold or not. */
  readonly probs?: readonly number[];
}

/**
 * The target of a row's cross-entropy: a distribution over the classes. Cross-entropy is linear in its target, so
 * mixing targets is the same as mixing losses.
 * - label alone: the one-hot vector, `labelSmoothing` of it spread evenly over all classes (Szegedy et al. 2016)
 * - probs alone: probs
 * - both: softWeight x probs + (1 - softWeight) x the smoothed one-hot vector
 *
 * Of classes that each hold or not, it is the target of each class's own cross-entropy, and smoothing moves it towards 1/2.
 * @param classes how many there are
 * @throws Error when the row has neither, or one that is not of so many classes
 */
export function targetsOf(
  { label, holds, probs }: Labels,
  classes: number,
  { softWeight, labelSmoothing }: Pick<StageSettings, 'softWeight' | 'labelSmoothing'>,
): Float32Array {
  if (probs !== undefined && probs.length !== classes)
    throw new Error(`${probs.length} probs are no distribution over ${classes} classes.`);
  if (holds !== undefined && holds.length !== classes)
    throw new Error(`${holds.length} labels that hold or not are none of ${classes} classes.`);
  if (label === undefined && holds === undefined) {
    if (probs === undefined) throw new Error('A row without label and probs has no target.');
    return Float32Array.from(probs);
  }
  if (label !== undefined && !(label >= 0 && label < classes))
    throw new Error(`The label ${label} is none of ${classes} classes.`);
  const target = new Float32Array(classes);
  const hardWeight = probs === undefined ? 1 : 1 - softWeight;
  for (let k = 0; k < classes; k++) {
    const hard = holds
      ? holds[k]! * (1 - labelSmoothing) + labelSmoothing / 2
      : (k === label ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
    target[k] = hardWeight * hard + (1 - hardWeight) * (probs?.[k] ?? 0);
  }
  return target;
}
