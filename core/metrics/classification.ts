import { argmax } from '../math/argmax';
import { confidenceBin } from './reliability';

/** Figures of one class against the rest. Null where the class gives nothing to divide by. */
export interface ClassMetrics {
  /** Share of the rows predicted as the class that are of it; null when none is predicted. */
  readonly precision: number | null;
  /** Share of the class's rows that are predicted as it; null when there are none. */
  readonly recall: number | null;
  /** 2 x true positives / (rows of the class + rows predicted as it); null when there are neither. */
  readonly f1: number | null;
  /** Rows of the class. */
  readonly support: number;
}

export interface ClassificationMetrics {
  readonly rows: number;
  readonly accuracy: number;
  /** Mean recall of the classes that have rows (the measure of SemEval-2017 task 4A and TweetEval sentiment). */
  readonly macroRecall: number;
  /** Mean F1 of the classes that have rows. */
  readonly macroF1: number;
  readonly perClass: readonly ClassMetrics[];
  /** Rows of class i predicted as class j, at [i][j]. */
  readonly confusion: readonly (readonly number[])[];
  /** Expected calibration error, 0 to 1: see expectedCalibrationError. */
  readonly calibrationError: number;
}

/**
 * Holds predicted probabilities against labels.
 * @param probabilities a distribution over the classes for each row; the prediction is the largest, the first of equals
 * @param labels the class of each row, an index
 * @throws RangeError when there are no rows, the counts differ, or a label is no class
 */
export function classificationMetrics(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
): ClassificationMetrics {
  const classes = probabilities[0]?.length ?? 0;
  if (classes === 0) throw new RangeError('Metrics need at least one row.');
  if (labels.length !== probabilities.length) {
    throw new RangeError(
      `${probabilities.length} predictions cannot be held against ${labels.length} labels.`,
    );
  }
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  probabilities.forEach((row, i) => {
    const counts = confusion[labels[i]!];
    if (counts === undefined) throw new RangeError(`The label ${labels[i]} is none of ${classes} classes.`);
    counts[argmax(row)]!++;
  });
  const rows = probabilities.length;
  return {
    rows,
    accuracy: sum(confusion.map((counts, k) => counts[k]!)) / rows,
    ...macroFigures(confusion),
    perClass: confusion.map((_, k) => classMetrics(confusion, k)),
    confusion,
    calibrationError: expectedCalibrationError(probabilities, labels),
  };
}

/** Mean recall and mean F1 of the classes that have rows, of a confusion matrix. */
export function macroFigures(
  confusion: readonly (readonly number[])[],
): Pick<ClassificationMetrics, 'macroRecall' | 'macroF1'> {
  const perClass = confusion.map((_, k) => classMetrics(confusion, k));
  const present = perClass.filter(({ support }) => support > 0);
  return {
    macroRecall: sum(present.map(({ recall }) => recall ?? 0)) / present.length,
    macroF1: sum(present.map(({ f1 }) => f1 ?? 0)) / present.length,
  };
}

function classMetrics(confusion: readonly (readonly number[])[], k: number): ClassMetrics {
  const hits = confusion[k]![k]!;
  const support = sum(confusion[k]!);
  const predicted = sum(confusion.map((counts) => counts[k]!));
  const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + predicted),
    support,
  };
}

/**
 * Expected calibration error (Guo et al. 2017): predictions binned by confidence, the largest probability, into bins of
 * equal width; the mean over rows of |accuracy - mean confidence| of the row's bin.
 */
export function expectedCalibrationError(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  bins = 15,
): number {
  // The gap of a bin, times its rows, is |sum of (hit - confidence)|.
  const gaps = new Float64Array(bins);
  probabilities.forEach((row, i) => {
    const predicted = argmax(row);
    const confidence = row[predicted]!;
    gaps[confidenceBin(confidence, bins)]! += (predicted === labels[i] ? 1 : 0) - confidence;
  });
  return sum(Array.from(gaps, Math.abs)) / probabilities.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
