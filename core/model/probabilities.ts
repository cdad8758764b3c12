import { sigmoid } from '../math/sigmoid';
import { softmax } from '../math/softmax';
import type { Classifier } from './classifier';

/** A classifier's probabilities from one row of its logits, in float64. */
export function probabilitiesOf(
  { activation = 'softmax' }: Pick<Classifier, 'activation'>,
  logits: ArrayLike<number>,
): Float64Array {
  return activation === 'sigmoid' ? sigmoid(logits) : softmax(logits);
}

/** Logits that give these probabilities. Softmax leaves a constant open: its logits are the logarithms. */
export function logitsOf(
  { activation = 'softmax' }: Pick<Classifier, 'activation'>,
  probabilities: ArrayLike<number>,
): Float64Array {
  return Float64Array.from(probabilities, (p) =>
    activation === 'sigmoid' ? Math.log(p) - Math.log1p(-p) : Math.log(p),
  );
}
