import { expectedCalibrationError } from '../../core/metrics/classification';
import { fitConformalSets, leastRows, type ConformalSets } from '../../core/metrics/conformal';
import { fitTemperature } from '../../core/metrics/temperature';
import { softmax } from '../../core/math/softmax';

export interface Calibration {
  /** The temperature: the number that should divide the model's logits. */
  readonly temperature: number;
  /** The expected calibration error of the model as it is, and with the temperature. */
  readonly before: number;
  readonly after: number;
  /** Which answers a calibrated reading leaves open; null where the rows are too few to tell. */
  readonly conformalSets: ConformalSets | null;
}

/** Share of texts whose true class is among the answers that a reading leaves open. */
const COVERAGE = 0.9;

/**
 * Fits a temperature, and conformal sets at it, on rows that the model has not learnt from.
 * @param probabilities the model's answers. Their logarithms are its logits, up to a constant in each row that softmax
 *   ignores
 * @param current the temperature that the model has already
 */
export function calibrate(
  probabilities: readonly ArrayLike<number>[],
  labels: readonly number[],
  current: number,
): Calibration {
  // A probability that has become 0 in floating point would give a logit of -Infinity.
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
