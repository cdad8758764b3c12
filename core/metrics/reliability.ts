import { argmax } from '../math/argmax';
import type { Interval } from '../math/bootstrap';
import { wilson } from '../math/wilson';

/** Rows whose confidence, the largest probability, lies between two limits. */
export interface ReliabilityBin {
  /** Limits of the confidence, the lower one left out. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean confidence of these rows. */
  readonly confidence: number;
  /** Share of them that are right, with its 95 % Wilson interval. */
  readonly accuracy: Interval;
}

/**
 * The bins of a reliability diagram (Guo et al. 2017), as expectedCalibrationError takes them; those without rows are left
 * out.
 */
export function reliabilityBins(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  bins = 15,
): ReliabilityBin[] {
  const rows = new Array<number>(bins).fill(0);
  const hits = new Array<number>(bins).fill(0);
  const sums = new Array<number>(bins).fill(0);
  probabilities.forEach((row, i) => {
    const predicted = argmax(row);
    const bin = confidenceBin(row[predicted]!, bins);
    rows[bin]!++;
    sums[bin]! += row[predicted]!;
    if (predicted === labels[i]) hits[bin]!++;
  });
  return rows.flatMap((count, bin) =>
    count === 0
      ? []
      : [
          {
            from: bin / bins,
            to: (bin + 1) / bins,
            rows: count,
            confidence: sums[bin]! / count,
            accuracy: wilson(hits[bin]!, count),
          },
        ],
  );
}

/** The bin of a confidence, among bins of equal width. */
export function confidenceBin(confidence: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
}
