import type { StageSettings } from './settings';

/** A row's label, a teacher's soft label, or both. */
export interface Labels {
  /** The class, an index. */
  readonly label?: number;
  /** A teacher's probabilities over the classes, summing to 1. */
  readonly probs?: readonly number[];
}

/**
 * The target of a row's cross-entropy: a distribution over the classes. Cross-entropy is linear in its target, so
 * mixing targets is the same as mixing losses.
 * - label alone: the one-hot vector, `labelSmoothing` of it spread evenly over all classes (Szegedy et al. 2016)
 * - probs alone: probs
 * - both: softWeight x probs + (1 - softWeight) x the smoothed one-hot vector
 * @param classes how many there are
 * @throws Error when the row has neither, or one that is not of so many classes
 */
export function targetsOf(
  { label, probs }: Labels,
  classes: number,
  { softWeight, labelSmoothing }: Pick<StageSettings, 'softWeight' | 'labelSmoothing'>,
): Float32Array {
  if (probs !== undefined && probs.length !== classes)
    throw new Error(`${probs.length} probs are no distribution over ${classes} classes.`);
  if (label === undefined) {
    if (probs === undefined) throw new Error('A row without label and probs has no target.');
    return Float32Array.from(probs);
  }
  if (!(label >= 0 && label < classes)) throw new Error(`The label ${label} is none of ${classes} classes.`);
  const target = new Float32Array(classes);
  const hardWeight = probs === undefined ? 1 : 1 - softWeight;
  for (let k = 0; k < classes; k++) {
    const hard = (k === label ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
    target[k] = hardWeight * hard + (1 - hardWeight) * (probs?.[k] ?? 0);
  }
  return target;
}
