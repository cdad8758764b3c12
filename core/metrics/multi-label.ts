/** From this probability on, a label holds. */
export const holdsFrom = 0.5;

/** The figures of one label, which holds or not by itself. A figure is null if it would divide by zero. */
export interface LabelMetrics {
  /** Precision: of the rows for which the label is said to hold, the share for which it does. */
  readonly precision: number | null;
  /** Recall: of the rows for which the label holds, the share for which that is said. */
  readonly recall: number | null;
  /** 2 x true positives / (rows for which it holds + rows for which that is said); null when there are neither. */
  readonly f1: number | null;
  /** For how many rows the label holds. */
  readonly support: number;
  /** Mean negative log-likelihood of the label's sigmoid, in nats. */
  readonly logLoss: number;
}

export interface MultiLabelMetrics {
  readonly rows: number;
  /** The share of rows all of whose labels are right ("subset accuracy"). */
  readonly exactMatch: number;
  /** F1 over the answers for all labels of all rows; null when no label holds and none is said to. */
  readonly microF1: number | null;
  /** Mean F1 and mean recall of the labels that hold for a row at least. */
  readonly macroF1: number;
  readonly macroRecall: number;
  /** The mean of the labels' log losses. */
  readonly logLoss: number;
  readonly perLabel: readonly LabelMetrics[];
}

/** A probability of 0 or 1 that is wrong would have no finite loss: probabilities are rounded to float32 anyway. */
export const leastProbability = 1e-7;

/** What is counted of one label. */
export interface LabelCounts {
  /** Rows for which it holds and is said to. */
  readonly hits: number;
  /** Rows for which it is said to hold. */
  readonly said: number;
  /** Rows for which it holds. */
  readonly support: number;
}

/**
 * Compares the probabilities of labels, each of which holds or not, with what holds.
 * @param probabilities for each row, the probability of each label
 * @param holds for each row, 1 for a label that holds and 0 for one that does not
 * @throws RangeError when there are no rows, or the counts differ
 */
export function multiLabelMetrics(
  probabilities: readonly ArrayLike<number>[],
  holds: readonly ArrayLike<number>[],
): MultiLabelMetrics {
  return counted(probabilities, holds).metrics();
}

/**
 * Counts each label, and the rows all of whose labels are right.
 * @throws RangeError as `multiLabelMetrics`
 */
export function countLabels(
  probabilities: readonly ArrayLike<number>[],
  holds: readonly ArrayLike<number>[],
): { readonly perLabel: readonly LabelCounts[]; readonly exact: number } {
  const { perLabel, exact } = counted(probabilities, holds);
  return { perLabel, exact };
}

/** @throws RangeError as `multiLabelMetrics` */
function counted(
  probabilities: readonly ArrayLike<number>[],
  holds: readonly ArrayLike<number>[],
): LabelSetCounts {
  const counts = new LabelSetCounts(probabilities[0]?.length ?? 0);
  if (holds.length !== probabilities.length)
    throw new RangeError(
      `${probabilities.length} predictions cannot be held against ${holds.length} rows of labels.`,
    );
  probabilities.forEach((row, i) => counts.add(row, holds[i]!));
  counts.requireRows();
  return counts;
}

/** Counts rows as they come, for what `multiLabelMetrics` says of all of them; nothing of a row is kept. */
export class LabelSetCounts {
  /** Rows. */
  rows = 0;
  /** Rows all of whose labels are right. */
  exact = 0;
  readonly #perLabel: { hits: number; said: number; support: number; loss: number }[];

  constructor(labels: number) {
    this.#perLabel = Array.from({ length: labels }, () => ({ hits: 0, said: 0, support: 0, loss: 0 }));
  }

  get perLabel(): readonly LabelCounts[] {
    return this.#perLabel;
  }

  /** @throws RangeError when there are other labels than are counted */
  add(probabilities: ArrayLike<number>, holds: ArrayLike<number>): void {
    const labels = this.#perLabel.length;
    if (probabilities.length !== labels || holds.length !== labels) {
      throw new RangeError(
        `A prediction of ${probabilities.length} labels cannot be held against ${holds.length} of ${labels}.`,
      );
    }
    let isExact = true;
    this.#perLabel.forEach((count, k) => {
      const p = probabilities[k]!;
      const [is, said] = [holds[k] === 1, p >= holdsFrom];
      if (said !== is) isExact = false;
      count.support += Number(is);
      count.said += Number(said);
      count.hits += Number(said && is);
      count.loss -= Math.log(Math.max(leastProbability, is ? p : 1 - p));
    });
    this.rows++;
    this.exact += Number(isExact);
  }

  /** @throws RangeError when there are no rows, or no labels */
  requireRows(): void {
    if (this.rows === 0 || this.#perLabel.length === 0)
      throw new RangeError('Metrics need at least one row.');
  }

  /** @throws RangeError when there are no rows */
  metrics(): MultiLabelMetrics {
    this.requireRows();
    const { rows } = this;
    const perLabel = this.#perLabel.map((of) => ({
      precision: ratio(of.hits, of.said),
      recall: ratio(of.hits, of.support),
      f1: f1Of(of),
      support: of.support,
      logLoss: of.loss / rows,
    }));
    return {
      rows,
      exactMatch: this.exact / rows,
      ...labelFigures(this.#perLabel),
      logLoss: mean(perLabel.map(({ logLoss }) => logLoss)),
      perLabel,
    };
  }
}

/** The figures over all labels. */
export function labelFigures(
  counts: readonly LabelCounts[],
): Pick<MultiLabelMetrics, 'microF1' | 'macroF1' | 'macroRecall'> {
  const present = counts.filter(({ support }) => support > 0);
  return {
    microF1: f1Of({
      hits: sum(counts.map(({ hits }) => hits)),
      said: sum(counts.map(({ said }) => said)),
      support: sum(counts.map(({ support }) => support)),
    }),
    macroF1: mean(present.map((of) => f1Of(of)!)),
    macroRecall: mean(present.map(({ hits, support }) => hits / support)),
  };
}

function f1Of({ hits, said, support }: LabelCounts): number | null {
  return ratio(2 * hits, said + support);
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** 0 of no values. */
function mean(values: readonly number[]): number {
  return sum(values) / Math.max(1, values.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
