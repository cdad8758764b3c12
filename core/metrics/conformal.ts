/**
 * Which answers a reading leaves open, with a promise: among texts like those it was fitted on, the true class is in the
 * set at least as often as `coverage` says.
 */
export interface ConformalSets {
  /** Share of texts whose true class the sets hold, in expectation; above 0 and below 1. */
  readonly coverage: number;
  /** A class is in the set where its probability is at least this. */
  readonly threshold: number;
}

/**
 * Split conformal prediction with the least ambiguous sets (Sadinle, Lei & Wasserman 2019; the score is one minus the true
 * class's probability, as MAPIE's "lac"): the threshold is the largest that keeps the promise on exchangeable texts.
 * @param probabilities of rows that the model has not learnt from, [classes]
 * @param labels the class of each row, an index
 * @throws RangeError when the coverage is out of its range, the counts differ, or the rows are too few for the coverage
 */
export function fitConformalSets(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  coverage: number,
): ConformalSets {
  if (!(coverage > 0 && coverage < 1)) {
    throw new RangeError(`A coverage is above 0 and below 1, not ${coverage}.`);
  }
  if (probabilities.length !== labels.length) {
    throw new RangeError(
      `${probabilities.length} rows of probabilities cannot be held against ${labels.length} labels.`,
    );
  }
  const rows = probabilities.length;
  // As many of the rows may be missed that the promise holds for one more, which was never seen.
  const missed = Math.floor((rows + 1) * (1 - coverage) + 1e-9);
  if (missed < 1) {
    throw new RangeError(
      `A coverage of ${coverage} takes at least ${leastRows(coverage)} rows, not ${rows}.`,
    );
  }
  const ofTruth = Float64Array.from(probabilities, (row, index) => row[labels[index]!]!).sort();
  return { coverage, threshold: ofTruth[missed - 1]! };
}

/** Rows that sets of a coverage take at least. */
export function leastRows(coverage: number): number {
  return Math.ceil(1 / (1 - coverage) - 1e-9) - 1;
}

/** The classes that a reading leaves open, most probable first: never none, the most probable class is always one. */
export function conformalSet(
  probabilities: ArrayLike<number>,
  { threshold }: Pick<ConformalSets, 'threshold'>,
): number[] {
  const order = Array.from(probabilities, (_, k) => k).sort((a, b) => probabilities[b]! - probabilities[a]!);
  return order.filter((k, place) => place === 0 || probabilities[k]! >= threshold);
}

export interface ConformalFigures {
  /** Share of rows whose set holds the true class. */
  readonly coverage: number;
  /** Mean number of classes in a set. */
  readonly meanSize: number;
  /** Share of rows that are left with one answer. */
  readonly single: number;
}

/** How sets do on labelled rows. @throws RangeError when there are no rows, or the counts differ */
export function measureConformalSets(
  probabilities: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  sets: Pick<ConformalSets, 'threshold'>,
): ConformalFigures {
  const rows = probabilities.length;
  if (rows === 0 || rows !== labels.length) {
    throw new RangeError(`${rows} rows of probabilities cannot be held against ${labels.length} labels.`);
  }
  let [covered, size, single] = [0, 0, 0];
  probabilities.forEach((row, index) => {
    const set = conformalSet(row, sets);
    if (set.includes(labels[index]!)) covered++;
    if (set.length === 1) single++;
    size += set.length;
  });
  return { coverage: covered / rows, meanSize: size / rows, single: single / rows };
}
