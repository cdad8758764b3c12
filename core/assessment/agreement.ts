import { kendall, spearman } from '../math/rank';
import type { WholeNumber } from '../math/whole-number';

/** What decides whether a feature is in the top: the size of its value, or how much it speaks for the class. */
export type TopOrder = 'absolute' | 'signed';

/** The indices of the k largest values, the largest first. Equal values stay in the order of the text. */
export function topFeatures(values: ArrayLike<number>, k: number, order: TopOrder): number[] {
  return ranking(values, order).slice(0, Math.max(0, k));
}

/** All indices, from the largest value to the smallest. Equal values stay in the order of the text. */
export function ranking(values: ArrayLike<number>, order: TopOrder): number[] {
  const size = (i: number): number => (order === 'absolute' ? Math.abs(values[i]!) : values[i]!);
  return Array.from({ length: values.length }, (_, i) => i).sort((a, b) => size(b) - size(a) || a - b);
}

/** The Jaccard index of two sets: the number of shared elements divided by that of all. 1 if both are empty. */
export function jaccard(a: readonly number[], b: readonly number[]): number {
  const first = new Set(a);
  const shared = b.filter((item) => first.has(item)).length;
  const all = first.size + b.length - shared;
  return all === 0 ? 1 : shared / all;
}

/**
 * Among the features for which neither side is 0, the share with the same sign on both sides. Null if there are none.
 */
export function signAgreement(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  let [same, both] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const product = Math.sign(a[i]!) * Math.sign(b[i]!);
    if (product !== 0) both++;
    if (product > 0) same++;
  }
  return both === 0 ? null : same / both;
}

export interface PairAgreement {
  /** The indices of the two explanations in the comparison; first < second. */
  readonly first: WholeNumber;
  readonly second: WholeNumber;
  /** Jaccard index of the top-k features. */
  readonly topOverlap: number;
  /** Rank correlations of the values; null where one side is constant. */
  readonly spearman: number | null;
  readonly kendall: number | null;
  readonly signs: number | null;
}

export interface Agreement {
  readonly topK: WholeNumber;
  readonly order: TopOrder;
  /** The top-k features of each explanation, as indices into its values. */
  readonly top: readonly (readonly WholeNumber[])[];
  readonly pairs: readonly PairAgreement[];
}

/**
 * How far explanations of the same features agree: top-k overlap, rank correlations and signs of every pair
 * (Krishna et al. 2022, "The Disagreement Problem in Explainable Machine Learning").
 *
 * @throws RangeError when two explanations have values for different numbers of features
 */
export function agreement(
  explanations: readonly { readonly values: readonly number[] }[],
  topK: number,
  order: TopOrder,
): Agreement {
  const top = explanations.map(({ values }) => topFeatures(values, topK, order));
  const pairs: PairAgreement[] = [];
  for (let second = 1; second < explanations.length; second++) {
    for (let first = 0; first < second; first++) {
      const [a, b] = [explanations[first]!.values, explanations[second]!.values];
      pairs.push({
        first,
        second,
        topOverlap: jaccard(top[first]!, top[second]!),
        spearman: spearman(a, b),
        kendall: kendall(a, b),
        signs: signAgreement(a, b),
      });
    }
  }
  return { topK, order, top, pairs };
}
