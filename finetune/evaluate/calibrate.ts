import { expectedCalibrationError } from '../../core/metrics/classification';
import { fitConformalSets, leastRows, type ConformalSets } from '../../core/metrics/conformal';
import { fitTemperature } from '../../core/metrics/temperature';
import { softmax } from '../../core/math/softmax';

export interface Calibration {
  /** What the model's logits are to be divided by. */
  readonly temperature: number;
  /** Expected calibration error as the model stands, and with the temperature. */
  readonly before: number;
  readonly after: number;
  /** Which answers a calibrated reading leaves open; null where the rows are too few to tell. */
  readonly conformalSets: ConformalSets | null;
}

/** Share of texts whose true class is among the answers that a reading leaves open. */
const COVERAGE = 0.9;

/**
 * Fits a temperature, and conformal sets at it, on rows that the model has not learnt from.
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
    conformalSets:
      labels.length < leastRows(COVERAGE) ? null : fitConformalSets(calibrated, labels, COVERAGE),
  };
}
