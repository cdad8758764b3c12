import { quantile, type Interval } from '../math/bootstrap';
import type { Random } from '../math/random';
import { wilson } from '../math/wilson';
import { countLabels, holdsFrom, labelFigures, type LabelCounts } from './multi-label';

/** Labels of rows that all resamples draw together: of many rows, fewer resamples give the same precision. */
const draws = 8e6;
const [leastResamples, mostResamples] = [100, 1000];

/** 95 % intervals over rows of figures of labels that each hold or not. */
export interface MultiLabelIntervals {
  /** Wilson. */
  readonly exactMatch: Interval;
  /** Percentile bootstrap over rows; null where no label holds and none is said to. */
  readonly microF1: Interval | null;
  readonly macroF1: Interval;
  readonly macroRecall: Interval;
}

/**
 * @param probabilities for each row, the probability of each label
 * @param holds for each row, 1 for a label that holds and 0 for one that does not
 * @throws RangeError when there are no rows, or the counts differ
 */
export function multiLabelIntervals(
  probabilities: readonly ArrayLike<number>[],
  holds: readonly ArrayLike<number>[],
  random: Random,
): MultiLabelIntervals {
  const counts = countLabels(probabilities, holds);
  const rows = probabilities.length;
  const labels = counts.perLabel.length;
  // What a row adds to the counts: a bit for each label that holds, that is said to, and for which both are so.
  const added = new Uint8Array(rows * labels);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < labels; k++) {
      added[i * labels + k] = Number(holds[i]![k] === 1) + 2 * Number(probabilities[i]![k]! >= holdsFrom);
    }
  }
  const resamples = Math.round(Math.min(mostResamples, Math.max(leastResamples, draws / (rows * labels))));
  const samples = { microF1: [] as number[], macroF1: [] as number[], macroRecall: [] as number[] };
  const tally = new Uint32Array(4 * labels);
  for (let r = 0; r < resamples; r++) {
    tally.fill(0);
    for (let i = 0; i < rows; i++) {
      const from = random.integer(rows) * labels;
      for (let k = 0; k < labels; k++) tally[4 * k + added[from + k]!]!++;
    }
    const drawn = counts.perLabel.map((_, k): LabelCounts => {
      const [, missed, wrong, hits] = tally.subarray(4 * k, 4 * k + 4);
      return { hits: hits!, said: wrong! + hits!, support: missed! + hits! };
    });
    const { microF1, macroF1, macroRecall } = labelFigures(drawn);
    if (microF1 !== null) samples.microF1.push(microF1);
    samples.macroF1.push(macroF1);
    samples.macroRecall.push(macroRecall);
  }
  const around = (estimate: number, sample: readonly number[]): Interval => {
    const sorted = Float64Array.from(sample).sort();
    return { estimate, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  };
  const { microF1, macroF1, macroRecall } = labelFigures(counts.perLabel);
  return {
    exactMatch: wilson(counts.exact, rows),
    microF1: microF1 === null ? null : around(microF1, samples.microF1),
    macroF1: around(macroF1, samples.macroF1),
    macroRecall: around(macroRecall, samples.macroRecall),
  };
}
