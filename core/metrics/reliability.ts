import { argmax } from '../math/argmax';
import type { Interval } from '../math/bootstrap';
import { wilson } from '../math/wilson';

/** Bins of confidence, as Guo et al. took them. */
const usualBins = 15;

/** Rows whose confidence, the largest probability, lies between two limits; or answers for a label, by its probability. */
export interface ReliabilityBin {
  /** Limits of the confidence, the lower one left out. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean confidence of these rows. */
  readonly confidence: number;
  /** Share of them that are right, or that hold, with its 95 % Wilson interval. */
  readonly accuracy: Interval;
}

/**
 * The bins of a reliability diagram (Guo et al. 2017), as expectedCalibrationError takes them; those without rows are left
 * out.
 */
export function reliabilityBins(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  bins = usualBins,
): ReliabilityBin[] {
  const found = new ConfidenceBins(bins);
  probabilities.forEach((row, i) => {
    const predicted = argmax(row);
    found.add(row[predicted]!, predicted === labels[i]);
  });
  return found.all;
}

/**
 * The same for labels that each hold or not: of the answers for all labels of all rows, by the probability of the label.
 * Its intervals take the answers of a row for independent.
 *
 * @param probabilities for each row, the probability of each label
 * @param holds for each row, 1 for a label that holds and 0 for one that does not
 */
export function labelReliabilityBins(
  probabilities: readonly ArrayLike<number>[],
  holds: readonly ArrayLike<number>[],
  bins = usualBins,
): ReliabilityBin[] {
  const found = new ConfidenceBins(bins);
  probabilities.forEach((row, i) => {
    for (let k = 0; k < row.length; k++) found.add(row[k]!, holds[i]![k] === 1);
  });
  return found.all;
}

/** The expected calibration error, 0 to 1: the mean distance of confidence and accuracy over rows; NaN where there are none. */
export function calibrationErrorOf(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { rows }) => sum + rows, 0);
  const distance = bins.reduce(
    (sum, { rows, confidence, accuracy }) => sum + rows * Math.abs(confidence - accuracy.estimate),
    0,
  );
  return distance / total;
}

/** Counts answers as they come, by their confidence; nothing of an answer is kept. */
export class ConfidenceBins {
  readonly #rows: number[];
  readonly #hits: number[];
  readonly #sums: number[];

  constructor(private readonly count = usualBins) {
    [this.#rows, this.#hits, this.#sums] = [zeros(count), zeros(count), zeros(count)];
  }

  add(confidence: number, isHit: boolean): void {
    const bin = confidenceBin(confidence, this.count);
    this.#rows[bin]!++;
    this.#sums[bin]! += confidence;
    this.#hits[bin]! += Number(isHit);
  }

  /** Those with answers. */
  get all(): ReliabilityBin[] {
    return this.#rows.flatMap((rows, bin) => {
      if (rows === 0) return [];
      const [from, to] = [bin / this.count, (bin + 1) / this.count];
      return [
        { from, to, rows, confidence: this.#sums[bin]! / rows, accuracy: wilson(this.#hits[bin]!, rows) },
      ];
    });
  }
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** The bin of a confidence, among bins of equal width. */
function confidenceBin(confidence: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
}
