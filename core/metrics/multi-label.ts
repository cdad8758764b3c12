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
const leastProbability = 1e-7;

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
  const rows = probabilities.length;
  const labels = probabilities[0]?.length ?? 0;
  if (labels === 0) throw new RangeError('Metrics need at least one row.');
  if (holds.length !== rows || holds.some(({ length }) => length !== labels))
    throw new RangeError(
      `${rows} predictions of ${labels} labels cannot be held against ${holds.length} rows.`,
    );
  const counts = Array.from({ length: labels }, () => ({ hits: 0, said: 0, support: 0, loss: 0 }));
  let exact = 0;
  probabilities.forEach((row, i) => {
    let isExact = true;
    counts.forEach((count, k) => {
      const [is, p] = [holds[i]![k] === 1, row[k]!];
      const said = p >= holdsFrom;
      if (said !== is) isExact = false;
      count.support += Number(is);
      count.said += Number(said);
      count.hits += Number(said && is);
      count.loss -= Math.log(Math.max(leastProbability, is ? p : 1 - p));
    });
    exact += Number(isExact);
  });
  const perLabel = counts.map(({ hits, said, support, loss }) => ({
    precision: ratio(hits, said),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, said + support),
    support,
    logLoss: loss / rows,
  }));
  const present = perLabel.filter(({ support }) => support > 0);
  const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);
  return {
    rows,
    exactMatch: exact / rows,
    microF1: ratio(
      2 * sum(counts.map(({ hits }) => hits)),
      sum(counts.map(({ said, support }) => said + support)),
    ),
    macroF1: mean(present.map(({ f1 }) => f1 ?? 0)),
    macroRecall: mean(present.map(({ recall }) => recall ?? 0)),
    logLoss: mean(perLabel.map(({ logLoss }) => logLoss)),
    perLabel,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
