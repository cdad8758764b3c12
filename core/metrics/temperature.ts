const LOWEST = 0.05;
const HIGHEST = 20;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature T for which softmax(logits / T) has the least mean negative log-likelihood (Guo et al. 2017). It is
 * found by a golden-section search over log T, with T from 0.05 to 20. The negative log-likelihood is convex in 1/T, so
 * there is a single minimum in log T too.
 * @param logits of each row, [classes]
 * @param labels the class of each row, an index
 * @throws RangeError when there are no rows or the counts differ
 */
export function fitTemperature(logits: readonly ArrayLike<number>[], labels: ArrayLike<number>): number {
  if (logits.length === 0) throw new RangeError('A temperature needs at least one row to be fitted on.');
  if (logits.length !== labels.length) {
    throw new RangeError(`${logits.length} rows of logits cannot be held against ${labels.length} labels.`);
  }
  const loss = (logTemperature: number): number =>
    meanNegativeLogLikelihood(logits, labels, Math.exp(logTemperature));
  let low = Math.log(LOWEST);
  let high = Math.log(HIGHEST);
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let leftLoss = loss(left);
  let rightLoss = loss(right);
  while (high - low > 1e-6) {
    if (leftLoss <= rightLoss) {
      high = right;
      right = left;
      rightLoss = leftLoss;
      left = high - GOLDEN * (high - low);
      leftLoss = loss(left);
    } else {
      low = left;
      left = right;
      leftLoss = rightLoss;
      right = low + GOLDEN * (high - low);
      rightLoss = loss(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** Mean of -log softmax(logits / temperature)[label] over the rows, in nats. */
export function meanNegativeLogLikelihood(
  logits: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  temperature = 1,
): number {
  let total = 0;
  logits.forEach((row, i) => {
    let largest = -Infinity;
    for (let k = 0; k < row.length; k++) largest = Math.max(largest, row[k]!);
    let sum = 0;
    for (let k = 0; k < row.length; k++) sum += Math.exp((row[k]! - largest) / temperature);
    total += Math.log(sum) - (row[labels[i]!]! - largest) / temperature;
  });
  return total / logits.length;
}
