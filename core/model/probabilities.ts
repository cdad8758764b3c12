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
