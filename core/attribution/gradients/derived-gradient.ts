import type { OutputActivation, OutputGradient, Target } from '../../model/classifier';
import { probabilitiesOf } from '../../model/probabilities';

/** What the model has answered at one point, by target. */
export type KnownGradients = (target: Target) => OutputGradient | undefined;

/**
 * Of a label, the gradient of the logit is that of the probability p over p (1 - p). Float32 tells p from 1 by 6e-8 only:
 * from this factor on that is at most 4e-6 of the gradient.
 */
const leastSlope = 1 / 64;

/**
 * The output and gradient of a target that follow, exactly but for rounding, from those of other targets at the same point;
 * null where they do not. The probabilities of a softmax sum to 1, so their gradients sum to 0, and each follows from all
 * logits. Probability and logit of a label (sigmoid) follow from each other.
 */
export function derivedGradient(
  { classIndex, output }: Target,
  classes: number,
  activation: OutputActivation,
  known: KnownGradients,
): OutputGradient | null {
  if (activation === 'sigmoid') {
    return output === 'probability'
      ? probabilityOfLabel(known({ classIndex, output: 'logit' }))
      : logitOfLabel(known({ classIndex, output: 'probability' }));
  }
  if (output === 'logit') return null;
  return ofOtherProbabilities(classIndex, classes, known) ?? ofAllLogits(classIndex, classes, known);
}

function probabilityOfLabel(logit: OutputGradient | undefined): OutputGradient | null {
  if (!logit) return null;
  const p = probabilitiesOf({ activation: 'sigmoid' }, [logit.output])[0]!;
  return { output: p, gradient: weightedSum([logit], [p * (1 - p)]) };
}

function logitOfLabel(probability: OutputGradient | undefined): OutputGradient | null {
  if (!probability) return null;
  const p = probability.output;
  const slope = p * (1 - p);
  if (slope < leastSlope) return null;
  return { output: Math.log(p / (1 - p)), gradient: weightedSum([probability], [1 / slope]) };
}

function ofOtherProbabilities(
  classIndex: number,
  classes: number,
  known: KnownGradients,
): OutputGradient | null {
  const others: OutputGradient[] = [];
  for (let other = 0; other < classes; other++) {
    if (other === classIndex) continue;
    const found = known({ classIndex: other, output: 'probability' });
    if (!found) return null;
    others.push(found);
  }
  // A single class has no others: nothing tells the size of its gradient.
  if (others.length === 0) return null;
  const rest = others.reduce((left, { output }) => left - output, 1);
  const weights = others.map(() => -1);
  return { output: Math.max(0, rest), gradient: weightedSum(others, weights) };
}

function ofAllLogits(classIndex: number, classes: number, known: KnownGradients): OutputGradient | null {
  const logits: OutputGradient[] = [];
  for (let index = 0; index < classes; index++) {
    const found = known({ classIndex: index, output: 'logit' });
    if (!found) return null;
    logits.push(found);
  }
  const p = probabilitiesOf(
    { activation: 'softmax' },
    logits.map(({ output }) => output),
  );
  const own = p[classIndex]!;
  const weights = logits.map((_, index) => own * ((index === classIndex ? 1 : 0) - p[index]!));
  return { output: own, gradient: weightedSum(logits, weights) };
}

function weightedSum(all: readonly OutputGradient[], weights: readonly number[]): Float32Array {
  return all[0]!.gradient.map((_, e) => {
    let sum = 0;
    for (let i = 0; i < all.length; i++) sum += weights[i]! * all[i]!.gradient[e]!;
    return sum;
  });
}
