import type { PairAgreement } from '../../core/assessment/agreement';

/** Features that are in every top list, in the order of the first. */
export function inAllTops(tops: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = tops;
  return first.filter((index) => others.every((top) => top.includes(index)));
}

/** One of the measures of agreement by the positions of two explanations, first < second. */
export function pairLookup(
  pairs: readonly PairAgreement[],
  measure: (pair: PairAgreement) => number | null,
): (first: number, second: number) => number | null {
  return (first, second) => {
    const pair = pairs.find((candidate) => candidate.first === first && candidate.second === second);
    return pair ? measure(pair) : null;
  };
}
