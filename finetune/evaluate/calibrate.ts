import { expectedCalibrationError } from '../../core/metrics/classification';
import { fitTemperature } from '../../core/metrics/temperature';
import { softmax } from '../../core/math/softmax';

export interface Calibration {
  /** What the model's logits are to be divided by. */
  readonly temperature: number;
  /** Expected calibration error as the model stands, and with the temperature. */
  readonly before: number;
  readonly after: number;
}

/**
 * Fits a temperature on rows that the model has not learnt from.
 * @param probabilities the model's answers; their logarithms are its logits up to a constant a row, which softmax drops
 * @param current what the model already divides its logits by
 */
export function calibrate(
  probabilities: readonly ArrayLike<number>[],
  labels: readonly number[],
  current: number,
): Calibration {
  // A probability that is 0 in floating point would be a logit of -Infinity.
  const logits = probabilities.map((row) => Array.from(row, (p) => Math.log(Math.max(p, Number.MIN_VALUE))));
  const factor = fitTemperature(logits, labels);
  const calibrated = logits.map((row) => softmax(row.map((logit) => logit / factor)));
  return {
    temperature: factor * current,
    before: expectedCalibrationError(probabilities, labels),
    after: expectedCalibrationError(calibrated, labels),
  };
}
