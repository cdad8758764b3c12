import type { Example } from './example';

export interface TargetOptions {
  /** Share of probs in the target where a row has both a label and probs, 0 to 1. */
  readonly softWeight: number;
  /** Share of a label's mass that is spread evenly over all classes (Szegedy et al. 2016), 0 to 1. */
  readonly labelSmoothing: number;
}

/**
 * What the cross-entropy of a row is taken against: a distribution over the classes. Mixing the targets is the same
 * as mixing the losses, as cross-entropy is linear in its target.
 * - label alone: the smoothed one-hot vector
 * - probs alone: probs
 * - both: softWeight x probs + (1 - softWeight) x the smoothed one-hot vector
 * @param classes how many there are
 * @throws Error when the example has neither
 */
export function targetsOf(
  example: Example,
  classes: number,
  { softWeight, labelSmoothing }: TargetOptions,
): Float32Array {
  const { label, probs } = example;
  if (label === undefined) {
    if (probs === undefined) throw new Error('An example without label and probs has no target.');
    return Float32Array.from(probs);
  }
  const target = new Float32Array(classes);
  const hardWeight = probs === undefined ? 1 : 1 - softWeight;
  for (let k = 0; k < classes; k++) {
    const hard = (k === label ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
    target[k] = hardWeight * hard + (1 - hardWeight) * (probs?.[k] ?? 0);
  }
  return target;
}
