import { argmax } from '../math/argmax';
import { calibrationErrorOf, ConfidenceBins, reliabilityBins } from './reliability';

/** The figures of one class against all others. A figure is null if it would divide by zero. */
export interface ClassMetrics {
  /** Precision: of the rows predicted as the class, the share that belongs to it. Null if no row is predicted as it. */
  readonly precision: number | null;
  /** Recall: of the rows of the class, the share that is predicted as it. Null if the class has no rows. */
  readonly recall: number | null;
  /** 2 x true positives / (rows of the class + rows predicted as it); null when there are neither. */
  readonly f1: number | null;
  /** How many rows the class has. */
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
  /** At [i][j], how many rows of class i are predicted as class j. */
  readonly confusion: readonly (readonly number[])[];
  /** Expected calibration error, 0 to 1: see expectedCalibrationError. */
  readonly calibrationError: number;
}

/**
 * Compares predicted probabilities with labels.
 * @param probabilities a distribution over the classes for each row; the prediction is the largest, the first of equals
 * @param labels the class of each row, an index
 * @throws RangeError when there are no rows, the counts differ, or a label is no class
 */
export function classificationMetrics(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
): ClassificationMetrics {
  if (labels.length !== probabilities.length) {
    throw new RangeError(
      `${probabilities.length} predictions cannot be held against ${labels.length} labels.`,
    );
  }
  const counts = new ClassificationCounts(probabilities[0]?.length ?? 0);
  probabilities.forEach((row, i) => counts.add(row, labels[i]!));
  return counts.metrics();
}

/** Counts rows as they come, for what `classificationMetrics` says of all of them; nothing of a row is kept. */
export class ClassificationCounts {
  readonly #confusion: number[][];
  readonly #bins = new ConfidenceBins();
  #rows = 0;

  constructor(classes: number) {
    this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  get rows(): number {
    return this.#rows;
  }

  /** @throws RangeError when the label is no class */
  add(probabilities: ArrayLike<number>, label: number): void {
    const counts = this.#confusion[label];
    if (counts === undefined) {
      throw new RangeError(`The label ${label} is none of ${this.#confusion.length} classes.`);
    }
    const predicted = argmax(probabilities);
    counts[predicted]!++;
    this.#bins.add(probabilities[predicted]!, predicted === label);
    this.#rows++;
  }

  /** @throws RangeError when there are no rows */
  metrics(): ClassificationMetrics {
    const { rows } = this;
    if (rows === 0) throw new RangeError('Metrics need at least one row.');
    const confusion = this.#confusion.map((counts) => [...counts]);
    return {
      rows,
      accuracy: sum(confusion.map((counts, k) => counts[k]!)) / rows,
      ...macroFigures(confusion),
      perClass: confusion.map((_, k) => classMetrics(confusion, k)),
      confusion,
      calibrationError: calibrationErrorOf(this.#bins.all),
    };
  }
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
 * Expected calibration error (Guo et al. 2017): predictions are put into bins of equal width by their confidence, the
 * largest probability. The error is the mean over all rows of |accuracy - mean confidence| of the row's bin.
 */
export function expectedCalibrationError(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  bins?: number,
): number {
  return calibrationErrorOf(reliabilityBins(probabilities, labels, bins));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
